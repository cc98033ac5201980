import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isAlive } from '../lock.mjs'
import { SERVER } from '../paths.mjs'
import { Refusal } from '../refusal.mjs'

/** Flags to run the server and its tests straight from their TypeScript sources. */
export const FROM_SOURCES = [
  '--conditions=preau-src',
  '--import=@poppinss/ts-exec',
  '--enable-source-maps',
]

/** The built server, as it is run while it is being written: to start soon matters more than to be small. */
export const DEV_SERVER = ['--enable-source-maps', 'dist/bin/server.js']

/**
 * How the built server is run, here and by whoever puts it in production. Two small halves for young objects:
 * what streams by is forgotten soon, and the process is a fourth smaller for the same speed (`npm run bench -- news upload`).
 */
export const BUILT_SERVER = ['--max-semi-space-size=4', ...DEV_SERVER]

/** Flag of a child with a channel to us, that ends when we do, however we end. */
export const FOLLOWING = `--import=${fileURLToPath(new URL('../follow_parent.mjs', import.meta.url))}`

/** How to run a Node process of the workspace. */
export interface NodeRun {
  args: string[]
  env: NodeJS.ProcessEnv
  cwd?: string
}

/** Node as a child that ends when we do, however we end: what it was writing must not go on beside the next start. */
function spawnNode({ args, env, cwd = SERVER }: NodeRun, options: SpawnOptions): ChildProcess {
  return spawn(process.execPath, [FOLLOWING, ...args], { ...options, cwd, env })
}

/** Runs Node to its end with our input and output; answers its exit code. */
export async function runNode(run: NodeRun): Promise<number> {
  const child = spawnNode(run, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  // Ctrl-C reaches the child by itself: it decides how to end.
  const ignore = () => undefined
  const pass = () => child.kill('SIGTERM')
  process.on('SIGINT', ignore).on('SIGTERM', pass)
  const code = await exitOf(child)
  process.off('SIGINT', ignore).off('SIGTERM', pass)
  return code
}

/** Runs Node quietly and answers the lines it wrote. @throws Refusal with its words when it fails. */
export async function runNodeQuietly(what: string, run: NodeRun) {
  const child = spawnNode(run, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const out: string[] = []
  const err: string[] = []
  createInterface(child.stdout!).on('line', (line) => out.push(line))
  createInterface(child.stderr!).on('line', (line) => err.push(line))
  const code = await exitOf(child)
  if (code !== 0) throw new Refusal(`${what} failed:\n${[...out, ...err].join('\n')}`)
  return { out, err }
}

/**
 * Starts a process that lives until it is stopped, in a process group of its own (Ctrl-C reaches it through us,
 * in the right order).
 */
export function startNode(run: NodeRun): ChildProcess {
  const detached = process.platform !== 'win32'
  return spawnNode(run, { detached, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

/** Asks a process to end, and ends it when it does not. */
export async function stopProcess(child: ChildProcess, patience = 8000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = exitOf(child)
  child.kill('SIGTERM')
  const timer = setTimeout(() => killGroup(child), patience)
  await ended
  clearTimeout(timer)
}

function killGroup({ pid }: ChildProcess) {
  if (!pid || !isAlive(pid)) return
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
}

/** The exit code of a process, 1 when a signal ended it. */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Resolves at the first request to stop this process; further ones change nothing. */
export function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve())
  })
}
