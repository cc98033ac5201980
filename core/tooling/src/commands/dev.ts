import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as vite from 'vite'
import { address } from '../../first_checks.mjs'
import { Refusal } from '../../refusal.mjs'
import { ADMIN, pagesEnvironment } from '../build/admin.ts'
import { emitServer } from '../build/emit.ts'
import { runDevServer } from '../dev/server.ts'
import { webEnvironment } from '../environment.ts'
import { pluginOption } from '../plugin/option.ts'
import { freePort } from '../postgres/ports.ts'
import { migrate, prepareDatabase, PRODUCTION, startDatabase, type Mode } from '../prepare.ts'
import { askedToStop } from '../processes.ts'
import { step } from '../steps.ts'
import { sayWelcome } from '../welcome.ts'

/** Commands run from what was emitted of the sources, as the server is. */
const EDITED: Mode = { ...PRODUCTION, environment: 'development' }

/**
 * Runs what is being written, a plugin of one's own too (`--plugin FOLDER`): the server begins anew, and the
 * pages follow, on each edit; a new migration is applied.
 */
export async function run(args: string[]): Promise<number> {
  const { folder, rest } = pluginOption(args)
  if (rest.length)
    throw new Refusal(
      `« ${rest[0]} » is not an option; there is one: npm run dev -- --plugin FOLDER.`
    )
  if (folder !== undefined)
    process.env['PREAU_PLUGINS'] = [process.env['PREAU_PLUGINS'], folder].filter(Boolean).join(':')
  const began = performance.now()
  const stopAsked = askedToStop()
  const { url } = address()
  await step('Server built', async () => void (await emitServer()))
  const database = await startDatabase({ what: 'npm run dev', url })
  try {
    const demo = await Promise.race([prepareDatabase({ database, mode: EDITED }), stopAsked])
    if (demo === undefined) return 0
    const port = await freePort()
    const more = { NODE_ENV: 'development', PORT: String(port), HOST: '127.0.0.1' }
    const server = runDevServer({
      env: webEnvironment(database, { ...more, PREAU_DEMO: demo ? '1' : '' }),
      migrate: () => migrate({ database, mode: EDITED }),
    })
    const pages = await servePages(port)
    sayWelcome({ demo, seconds: (performance.now() - began) / 1000 })
    await stopAsked
    await Promise.all([pages.close(), server.stop()])
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
