import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../lock.mjs'
import { Refusal } from '../../refusal.mjs'
import { findBinaries } from './binaries.ts'
import { chooseIdentity } from './identity.ts'
import { initialise } from './initialise.ts'
import { launch } from './launch.ts'
import { SUPERUSER, type ClusterOptions } from './options.ts'
import { answers, freePort, isFree } from './ports.ts'
import { commandOf, readPidFile } from './postmaster.ts'

/** How long another start or stop of the same cluster is waited for, in milliseconds. */
const START_TIMEOUT = 60_000
/** How long the processes of a killed server are given to notice, in milliseconds. */
const DYING = 5000

/** A running cluster. `stop` ends it cleanly, whether this process started it or found it running. */
export interface Cluster {
  port: number
  /** The address of a database as the administrator. */
  url(database: string): string
  stop(): Promise<void>
}

/** Starts PostgreSQL on a folder, making the cluster first where there is none; takes over one left running. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir } = options
  mkdirSync(dirname(dataDir), { recursive: true })
  const running = await runningPostmaster(dataDir)
  if (running) return describe(options, running.pid, running.port)
  const binaries = findBinaries()
  const identity = chooseIdentity(binaries, dataDir)
  if (!existsSync(dataDir)) initialise({ binaries, identity, options })
  const port = await rememberedPort(dataDir)
  const pid = await launch({ binaries, identity, options, port })
  return describe(options, pid, port)
}

/** Stops the PostgreSQL that runs on a folder, if one does. */
export async function stopLeftOver(dataDir: string): Promise<void> {
  const running = await runningPostmaster(dataDir)
  if (running) await stop(running.pid)
}

function describe(options: ClusterOptions, pid: number, port: number): Cluster {
  const credentials = `${SUPERUSER}:${encodeURIComponent(options.password)}`
  return {
    port,
    url: (database) => `postgres://${credentials}@127.0.0.1:${port}/${database}`,
    stop: () => stop(pid),
  }
}

/** Waits for one that is starting or stopping to have made up its mind. */
async function runningPostmaster(dataDir: string) {
  const deadline = Date.now() + START_TIMEOUT
  for (;;) {
    const file = readPidFile(dataDir)
    if (!file || !isAlive(file.pid) || !commandOf(file.pid).includes(dataDir)) {
      // A number used again by another program would keep PostgreSQL from starting.
      if (file && isAlive(file.pid)) rmSync(join(dataDir, 'postmaster.pid'), { force: true })
      return undefined
    }
    // One that was just killed still shows in the list of processes, but answers no more.
    if (file.status === 'ready' && (await answers(file.port))) return file
    if (Date.now() > deadline)
      throw new Refusal(
        `PostgreSQL (process ${file.pid}) neither starts nor stops: end it, then try again.`
      )
    await sleep(50)
  }
}

async function rememberedPort(dataDir: string): Promise<number> {
  const file = `${dataDir}.port`
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (known && (await comesFree(known, dataDir))) return known
  const port = await freePort()
  writeFileSync(file, `${port}\n`)
  return port
}

/** Whether a port is free; what is left of a server that was killed, and left its file, keeps it for a moment. */
async function comesFree(port: number, dataDir: string): Promise<boolean> {
  const killed = existsSync(join(dataDir, 'postmaster.pid'))
  const deadline = Date.now() + (killed ? DYING : 0)
  for (;;) {
    if (await isFree(port)) return true
    if (Date.now() >= deadline) return false
    await sleep(50)
  }
}

/** A fast shutdown, then an immediate one; ended when the process is. */
async function stop(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5000],
  ] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const deadline = Date.now() + patience
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return
      await sleep(15)
    }
  }
}
