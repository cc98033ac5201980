import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { CACHE } from '../../paths.mjs'
import { emitServer } from '../build/emit.ts'
import { serverPackages } from '../build/packages.ts'
import { DEV_SERVER, startNode, stopProcess } from '../processes.ts'
import { bringsMigration, watchServer } from './edits.ts'

const STANDBY = import.meta.resolve('./standby.mjs')

/** How the server of `npm run dev` is run. */
export interface DevServer {
  env: NodeJS.ProcessEnv
  /** Brings the database to what the migrations say now. */
  migrate(): Promise<void>
}

/**
 * Runs the server and begins it anew at each edit: what changed is emitted, a migration is applied, and what has
 * been compiled before is not compiled again. What does not compile, or does not start, waits for the next edit.
 */
export function runDevServer({ env, migrate }: DevServer): { stop(): Promise<void> } {
  const withCache = { ...env, NODE_COMPILE_CACHE: join(CACHE, 'compiled') }
  // the next one stands by, with all it depends on in memory
  const standBy = () => startNode({ args: [`--import=${STANDBY}`, ...DEV_SERVER], env: withCache })
  let next: ChildProcess | undefined
  const start = () => {
    const one = next && hasNotEnded(next) ? next : standBy()
    next = undefined
    one.send('go')
    // no sooner than this one serves: two that start take each other's processor
    one.on('message', (told) => {
      if (isServing(told)) next ??= standBy()
    })
    return one
  }
  let server: ChildProcess | undefined = start()
  let turn: Promise<void> = Promise.resolve()
  const renew = async (paths: string[]) => {
    if (!(await emitServer())) return
    const began = performance.now()
    if (server) await end(server)
    server = undefined
    if (bringsMigration(paths)) await migrate()
    server = start()
    console.log(`• Edited: the server begins anew (${Math.round(performance.now() - began)} ms)`)
  }
  const folders = serverPackages().map(({ folder }) => folder)
  const edits = watchServer(folders, (paths) => {
    turn = turn.then(() => renew(paths)).catch(sayWhy)
  })
  return {
    async stop() {
      edits.close()
      await turn
      const running = [next, server].filter((one) => one !== undefined)
      await Promise.all(running.map((one) => stopProcess(one)))
    },
  }
}

/** Whether that is what AdonisJS tells whoever started it, once it listens. */
function isServing(told: unknown): boolean {
  return typeof told === 'object' && told !== null && 'isAdonisJS' in told
}

function hasNotEnded(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null
}

/** At once: what it was doing for somebody is done anew by the next one, and nobody waits for it here. */
async function end(server: ChildProcess) {
  if (!hasNotEnded(server)) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}

function sayWhy(error: unknown) {
  console.error(`✖ ${error instanceof Error ? error.message : String(error)}`)
  console.error('  The server waits for your next edit.')
}
