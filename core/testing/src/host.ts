import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../tooling/src/postgres/ports.ts'
import { BUILT_SERVER, FOLLOWING, FROM_SOURCES } from '../../tooling/src/processes.ts'
import type { TestDatabase } from './postgres.ts'

const SERVER = join(import.meta.dirname, '../../server')
const READY = 90_000

/** A server process of its own, as production runs it, on a test's database. */
export interface TestHost {
  url: string
  /** What the process wrote. */
  output(): string
  /** The process itself, for tests that send it signals. */
  child: ChildProcess
  stop(): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** How a server process is started. */
interface Starting {
  /** From TypeScript, as development does: for plugins that are not built. @default false */
  sources?: boolean
}

/** Starts a web process without the owner's or the administrator's credentials. @throws with its words when it does not answer */
export async function startHost(
  database: TestDatabase,
  env: Record<string, string> = {},
  { sources = false }: Starting = {}
): Promise<TestHost> {
  const port = await freePort()
  const args = sources ? [...FROM_SOURCES, 'bin/server.ts'] : BUILT_SERVER
  const child = spawn(process.execPath, [FOLLOWING, ...args], {
    cwd: SERVER,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      PREAU_INSTALLED: process.env['PREAU_INSTALLED'],
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      APP_KEY: database.appKey,
      DATABASE_APP_URL: database.appUrl,
      DATABASE_CORE_URL: database.coreUrl,
      DATABASE_QUEUE_URL: database.queueUrl,
      ...('S3_BUCKET' in env ? {} : { FILES_DIR: database.filesDir }),
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (chunk) => (output += chunk))
  const url = `http://127.0.0.1:${port}`
  await untilAlive(child, url, () => output)
  return {
    url,
    output: () => output,
    child,
    stop: () => stop(child),
    kill: () => kill(child),
  }
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

async function kill(child: ChildProcess) {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([ended, sleep(5_000, undefined, { ref: false })])
  child.kill('SIGKILL')
}
