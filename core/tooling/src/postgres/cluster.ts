import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../lock.mjs'
import { Refusal } from '../../refusal.mjs'
import { findBinaries, type Binaries } from './binaries.ts'
import { chooseIdentity, handOver, type Identity } from './identity.ts'
import { freePort, isFree } from './ports.ts'
import { commandOf, readPidFile } from './postmaster.ts'

const SUPERUSER = 'preau'
const START_TIMEOUT = 60_000
/** What PostgreSQL says while backends of a killed predecessor are still dying. */
const STILL_DYING = /pre-existing shared memory block|lock file "postmaster.pid" already exists/i

/** A cluster to run: its folder, its administrator's password, and whether it may forget what it wrote when the power fails. */
export interface ClusterOptions {
  dataDir: string
  password: string
  throwaway?: boolean
  settings?: Record<string, string>
}

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
  if (!existsSync(dataDir)) initialise(binaries, identity, options)
  const port = await rememberedPort(dataDir)
  const pid = await launch(binaries, identity, options, port)
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
    if (file.status === 'ready') return file
    if (Date.now() > deadline)
      throw new Refusal(`PostgreSQL (process ${file.pid}) neither starts nor stops: end it, then try again.`)
    await sleep(50)
  }
}

/** Makes the cluster aside and renames it when whole, so that one half made is never taken for one. */
function initialise(binaries: Binaries, identity: Identity, options: ClusterOptions) {
  const { dataDir, password, throwaway } = options
  const parent = dirname(dataDir)
  for (const name of readdirSync(parent))
    if (name.startsWith(`${basename(dataDir)}.new`)) rmSync(join(parent, name), { recursive: true })
  const fresh = `${dataDir}.new`
  const passwordFile = `${dataDir}.new-password`
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of [fresh, passwordFile]) handOver(identity, path)
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const [command = '', ...args] = [
    ...identity.prefix,
    binaries.initdb,
    ...['-D', fresh, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...[`--locale=${locale}`, '--lc-messages=C', '--no-instructions'],
    ...(throwaway ? ['--no-sync'] : []),
  ]
  const { uid, gid } = identity
  const made = spawnSync(command, args, { uid, gid, encoding: 'utf8', cwd: '/' })
  rmSync(passwordFile, { force: true })
  if (made.status !== 0)
    throw new Refusal(`PostgreSQL could not make its data folder: ${lastLine(made.stderr) || made.error?.message}`)
  renameSync(fresh, dataDir)
}

async function rememberedPort(dataDir: string): Promise<number> {
  const file = `${dataDir}.port`
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (known && (await isFree(known))) return known
  const port = await freePort()
  writeFileSync(file, `${port}\n`)
  return port
}

async function launch(
  binaries: Binaries,
  identity: Identity,
  options: ClusterOptions,
  port: number
): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT
  for (;;) {
    const logged = launchOnce(binaries, identity, options, port)
    const outcome = await untilReady(options.dataDir, logged, deadline)
    if (outcome.ready) return outcome.pid
    if (!STILL_DYING.test(outcome.words) || Date.now() > deadline)
      throw new Refusal(`PostgreSQL did not start: ${outcome.words || 'it said nothing'} (${logged.file})`)
    await sleep(200)
  }
}

interface Launched {
  pid: number
  file: string
  from: number
  hasEnded(): boolean
}

/** Runs the server in a process group of its own, so that Ctrl-C reaches it through us, after the web process has ended. */
function launchOnce(
  binaries: Binaries,
  identity: Identity,
  options: ClusterOptions,
  port: number
): Launched {
  const file = `${options.dataDir}.log`
  const from = existsSync(file) ? statSync(file).size : 0
  const log = openSync(file, 'a', 0o600)
  const settings = { ...settingsOf(options), port: String(port) }
  const [command = '', ...args] = [
    ...identity.prefix,
    binaries.postgres,
    ...['-D', options.dataDir],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const { uid, gid } = identity
  const child = spawn(command, args, { uid, gid, detached: true, stdio: ['ignore', log, log], cwd: '/' })
  closeSync(log)
  let ended = false
  child.once('exit', () => (ended = true))
  child.once('error', () => (ended = true))
  child.unref()
  return { pid: child.pid ?? 0, file, from, hasEnded: () => ended }
}

function settingsOf({ throwaway, settings }: ClusterOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    jit: 'off',
    ...(throwaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  }
}

async function untilReady(dataDir: string, launched: Launched, deadline: number) {
  while (Date.now() < deadline) {
    const file = readPidFile(dataDir)
    if (file?.status === 'ready' && file.pid === launched.pid) return { ready: true, pid: file.pid } as const
    if (launched.hasEnded()) break
    await sleep(15)
  }
  const words = readFileSync(launched.file).subarray(launched.from).toString()
  return { ready: false, words: lastLine(words.replace(/^.*LOG:.*\n/gm, '')) } as const
}

/** A fast shutdown, then an immediate one; ended when the process is. */
async function stop(pid: number): Promise<void> {
  for (const [signal, patience] of [['SIGINT', 15_000], ['SIGQUIT', 10_000], ['SIGKILL', 5000]] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const deadline = Date.now() + patience
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return
      await sleep(15)
    }
  }
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.find((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1) ?? '').trim()
}
