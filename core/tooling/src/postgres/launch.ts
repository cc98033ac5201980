import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../refusal.mjs'
import { lastLine, type ClusterOptions, type Workplace } from './options.ts'
import { readPidFile } from './postmaster.ts'

const START_TIMEOUT = 60_000
/** What PostgreSQL says while backends of a killed predecessor are still dying. */
const STILL_DYING = /pre-existing shared memory block|lock file "postmaster.pid" already exists/i

/** Starts the server and answers its process once it accepts connections. @throws Refusal with its own words */
export async function launch(workplace: Workplace & { port: number }): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT
  for (;;) {
    const logged = launchOnce(workplace)
    const outcome = await untilReady(workplace.options.dataDir, logged, deadline)
    if (outcome.ready) return outcome.pid
    if (!STILL_DYING.test(outcome.words) || Date.now() > deadline)
      throw new Refusal(
        `PostgreSQL did not start: ${outcome.words || 'it said nothing'} (${logged.file})`
      )
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
function launchOnce({ binaries, identity, options, port }: Workplace & { port: number }): Launched {
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
  const child = spawn(command, args, {
    uid,
    gid,
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
  })
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
    if (file?.status === 'ready' && file.pid === launched.pid)
      return { ready: true, pid: file.pid } as const
    if (launched.hasEnded()) break
    await sleep(15)
  }
  const words = readFileSync(launched.file).subarray(launched.from).toString()
  return { ready: false, words: lastLine(words.replace(/^.*LOG:.*\n/gm, '')) } as const
}
