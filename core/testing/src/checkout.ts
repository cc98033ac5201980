import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../tooling/src/postgres/ports.ts'

const execute = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
/** What a clone has not: what was installed, built or kept here. */
const NOT_CLONED = /^(?:node_modules|dist|\.dist-.*|\.git|\.data|\.installed|\.env)$/
const MODULES = ['node_modules', 'core/server/node_modules', 'admin/app/node_modules']
const READY = /answers at (\S+)/

/** A second checkout beside this one, as whoever clones Préau has it once its dependencies are installed. */
export interface Checkout {
  /** A folder of one's own, in which `preau` is the checkout. */
  home: string
  folder: string
  /** Runs one of its commands to its end; answers what was written. @throws with that when it fails */
  preau(args: readonly string[], cwd?: string): Promise<string>
  /** `npm start`, or another command that serves, until it answers. @throws with what was written when it does not */
  start(...args: string[]): Promise<{ url: string; stop(): Promise<void> }>
  remove(): void
}

/** Makes a checkout in a temporary folder: the files that stand here now, the same dependencies by links. */
export async function cloneCheckout(): Promise<Checkout> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'preau-clone-')))
  const folder = join(home, 'preau')
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (path) => path === ROOT || !NOT_CLONED.test(basename(path)),
  })
  for (const modules of MODULES)
    if (existsSync(join(ROOT, modules))) await linkTree(join(ROOT, modules), join(folder, modules))
  // Its own stamps: what is written in place there must not be written here.
  rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true })
  const program = join(folder, 'core/tooling/preau.mjs')
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: process.env['LANG'] }
  return {
    home,
    folder,
    async preau(args, cwd = folder) {
      const options = { cwd: folder, env: { ...env, INIT_CWD: cwd }, maxBuffer: 50_000_000 }
      try {
        const { stdout, stderr } = await execute(process.execPath, [program, ...args], options)
        return stdout + stderr
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
        throw new Error(`${args.join(' ')}: ${stdout}${stderr}`, { cause: error })
      }
    },
    async start(...args) {
      const port = await freePort()
      const child = spawn(process.execPath, [program, ...(args.length ? args : ['start'])], {
        cwd: folder,
        env: { ...env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const url = await untilReady(child)
      return { url, stop: () => stop(child) }
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Hard links where the system has them, else copies. */
async function linkTree(from: string, to: string): Promise<void> {
  try {
    await execute('cp', ['-al', from, to])
  } catch {
    rmSync(to, { recursive: true, force: true })
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (part: string) => {
        said += part
        const [, url] = READY.exec(said) ?? []
        if (url) resolve(url)
      })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(said)))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
