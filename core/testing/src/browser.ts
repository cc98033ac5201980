import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'

const run = promisify(execFile)

/** Where the npm fallback lives: a package apart, so that nobody downloads a browser who has one. */
const FALLBACK = join(import.meta.dirname, '../../tooling/browser')
const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
]

/** A browser that can be launched: its executable, what it needs in its environment, where it comes from. */
export interface BrowserFound {
  path: string
  env: Record<string, string>
  origin: 'CHROMIUM_PATH' | 'system' | 'npm'
}

/** Why no browser could be had, in one sentence. */
export interface BrowserMissing {
  missing: string
}

let found: Promise<BrowserFound | BrowserMissing> | undefined

/** Finds a Chromium once a process: `CHROMIUM_PATH`, else the system's, else one from npm, installed when first asked. */
export function findBrowser(): Promise<BrowserFound | BrowserMissing> {
  found ??= lookUp()
  return found
}

/** Launches the browser that `findBrowser` finds. @throws when there is none, saying why. */
export async function launchBrowser(): Promise<Browser> {
  const browser = await findBrowser()
  if ('missing' in browser) throw new Error(browser.missing)
  return chromium.launch({
    executablePath: browser.path,
    args: ARGS,
    env: { ...process.env, ...browser.env },
  })
}

async function lookUp(): Promise<BrowserFound | BrowserMissing> {
  const asked = process.env['CHROMIUM_PATH']
  if (asked && runs(asked)) return { path: asked, env: {}, origin: 'CHROMIUM_PATH' }
  if (asked) return { missing: `CHROMIUM_PATH names ${asked}, which cannot be run.` }
  const system = systemBrowser()
  if (system) return { path: system, env: {}, origin: 'system' }
  return fromNpm().catch((error: unknown) => ({
    missing: `No Chromium on this system, and none could be had from npm: ${firstLine(error)}`,
  }))
}

function systemBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = folders.flatMap((folder) => SYSTEM_NAMES.map((name) => join(folder, name)))
  return [...candidates, ...MAC_PATHS].find(runs)
}

async function fromNpm(): Promise<BrowserFound> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('npm has one for Linux on x64 only; install Chromium or set CHROMIUM_PATH.')
  const env = { ...process.env, NODE_ENV: 'development' }
  if (!existsSync(join(FALLBACK, 'node_modules/@sparticuz/chromium/package.json')))
    await run('npm', ['ci', '--loglevel=error'], { cwd: FALLBACK, env })
  const { stdout: home } = await run(process.execPath, ['unpack.mjs'], { cwd: FALLBACK })
  const libraries = [join(home, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean)
  const browser: BrowserFound = {
    path: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: join(home, 'fonts') },
    origin: 'npm',
  }
  await run(browser.path, ['--version', '--no-sandbox'], { env: { ...env, ...browser.env } })
  return browser
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n').slice(0, 2).join(' ')
}
