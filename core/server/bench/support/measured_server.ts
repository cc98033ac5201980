import type { ChildProcess } from 'node:child_process'
import { on } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../tooling/src/postgres/ports.ts'
import { BUILT_SERVER, startNode, stopProcess } from '../../../tooling/src/processes.ts'
import { webEnvironment } from '../../../tooling/src/environment.ts'
import type { Usage } from './answer_usage.ts'

const USAGE = fileURLToPath(new URL('./answer_usage.ts', import.meta.url))
const READY_TIMEOUT = 30_000

/** A server process under measure. */
export interface MeasuredServer {
  name: string
  url: string
  /** What the process has used since it began. */
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** How a server is started: its program with its flags, and what its environment holds beside the usual. */
export interface ServerPlan {
  name: string
  args: string[]
  env?: NodeJS.ProcessEnv
}

/** The application as `npm start` runs it: what was built, in production, without the administrator's addresses. */
export function application(flags: string[] = []): ServerPlan {
  return { name: 'Préau', args: [...flags, ...BUILT_SERVER] }
}

/** Starts a server on a free port and waits until `GET /health/live` answers. @throws when it ends before */
export async function startServer({ name, args, env = {} }: ServerPlan): Promise<MeasuredServer> {
  const port = await freePort()
  const access = { url: process.env['DATABASE_URL'] ?? '', appKey: process.env['APP_KEY'] ?? '' }
  const more = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env }
  const child = startNode({
    args: [`--import=${USAGE}`, ...args],
    env: webEnvironment(access, more),
  })
  const url = `http://127.0.0.1:${port}`
  await untilAlive(child, `${url}/health/live`)
  return { name, url, usage: () => ask(child), stop: () => stopProcess(child) }
}

async function untilAlive(child: ChildProcess, url: string) {
  const deadline = Date.now() + READY_TIMEOUT
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await sleep(25)
  }
  await stopProcess(child)
  throw new Error(`The server did not answer at ${url}.`)
}

async function ask(child: ChildProcess): Promise<Usage> {
  child.send('usage')
  for await (const [message] of on(child, 'message') as AsyncIterable<[Partial<Usage>]>)
    if (message.cpu !== undefined) return message as Usage
  throw new Error('The server ended before it said what it had used.')
}
