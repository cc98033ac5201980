import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as vite from 'vite'
import { address } from '../../first_checks.mjs'
import { ADMIN, pagesEnvironment } from '../build/admin.ts'
import { webEnvironment } from '../environment.ts'
import { freePort } from '../postgres/ports.ts'
import { DEVELOPMENT, prepareDatabase, startDatabase } from '../prepare.ts'
import { FROM_SOURCES, askedToStop, exitOf, startNode, stopProcess } from '../processes.ts'
import { step } from '../steps.ts'
import { sayWelcome } from '../welcome.ts'

/** Runs everything from its sources: the server restarts, and the pages reload, on each edit. */
export async function run(): Promise<number> {
  const began = performance.now()
  const stopAsked = askedToStop()
  const { url } = address()
  const database = await startDatabase({ what: 'npm run dev', url })
  try {
    const demo = await Promise.race([prepareDatabase({ database, mode: DEVELOPMENT }), stopAsked])
    if (demo === undefined) return 0
    const port = await freePort()
    const more = { NODE_ENV: 'development', PORT: String(port), HOST: '127.0.0.1' }
    const server = startNode({
      args: ['--watch', '--watch-preserve-output', ...FROM_SOURCES, 'bin/server.ts'],
      env: webEnvironment(database, { ...more, PREAU_DEMO: demo ? '1' : '' }),
    })
    const pages = await servePages(port)
    sayWelcome({ demo, seconds: (performance.now() - began) / 1000 })
    await Promise.race([exitOf(server), stopAsked])
    await Promise.all([pages.close(), stopProcess(server)])
    return 0
  } finally {
    await database.stop()
    console.log('Stopped.')
  }
}

/** Vite answers at the one address, and hands the API to the server behind. */
async function servePages(serverPort: number) {
  const path = createRequire(join(ADMIN, 'package.json')).resolve('vite')
  const { createServer } = (await import(pathToFileURL(path).href)) as typeof vite
  const { host, port } = address()
  const target = `http://127.0.0.1:${serverPort}`
  Object.assign(process.env, pagesEnvironment())
  const pages = await createServer({
    root: ADMIN,
    configFile: join(ADMIN, 'vite.config.ts'),
    server: { host, port, strictPort: true, proxy: { '/api': target, '/health': target } },
  })
  await step('Pages served', async () => void (await pages.listen()))
  return pages
}
