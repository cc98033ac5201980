import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestDatabase } from './postgres.ts'

const SERVER = join(import.meta.dirname, '../../server')
const READY = 60_000

/** A server process of its own, as production runs it, on a test's database. */
export interface TestHost {
  url: string
  /** What the process wrote, for a test that fails. */
  output(): string
  stop(): Promise<void>
}

/** Starts a web process without the owner's or the administrator's credentials. @throws with its words when it does not answer */
export async function startHost(
  database: TestDatabase,
  env: Record<string, string> = {}
): Promise<TestHost> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/bin/server.js'], {
    cwd: SERVER,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      APP_KEY: database.appKey,
      DATABASE_APP_URL: database.appUrl,
      DATABASE_CORE_URL: database.coreUrl,
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const url = `http://127.0.0.1:${port}`
  await untilAlive(child, url, () => output)
  return { url, output: () => output, stop: () => stop(child) }
}

async function untilAlive(child: ChildProcess, url: string, output: () => string) {
  const deadline = Date.now() + READY
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/health/live`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(25)
  }
  child.kill('SIGKILL')
  throw new Error(`The server did not start:\n${output()}`)
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([ended, sleep(5_000, undefined, { ref: false })])
  child.kill('SIGKILL')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
