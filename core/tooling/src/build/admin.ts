import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { CACHE, ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { allPlugins, listFiles } from './packages.ts'

/** The Vue application. */
export const ADMIN = join(ROOT, 'admin/app')
const BUILT = join(ADMIN, 'dist')
const OUTPUT = join(BUILT, 'index.html')
const ASIDE = '.dist-'
const STAMP = join(CACHE, 'admin.txt')
const NOT_PAGES = ['node_modules', 'dist', 'tests', 'tmp', 'coverage']
const OF_PAGES = new Set(NOT_PAGES)
const OF_PLUGINS = new Set([...NOT_PAGES, 'server', 'database'])

/** Builds the Vue application when something that goes into it has changed; answers whether it did. */
export function buildAdmin(): boolean {
  if (!existsSync(join(ADMIN, 'vite.config.ts'))) return false
  const wanted = fingerprint()
  if (existsSync(OUTPUT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted)
    return false
  runVite()
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, wanted)
  return true
}

/** Vite's program, run by our Node. */
export function viteProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
}

/** How many plugins one build may leave out before it is held to be the application's own failure. */
const MOST_LEFT_OUT = 8

/**
 * Builds aside and changes places when whole, so that nobody is served half a build, nor two at once. A plugin
 * that is not of this checkout and on which the build fails is left out and named, and the rest is built.
 */
function runVite() {
  const aside = join(ADMIN, `${ASIDE}${process.pid}`)
  for (const name of readdirSync(ADMIN))
    if (name.startsWith(ASIDE)) rmSync(join(ADMIN, name), { recursive: true, force: true })
  const without: Record<string, string> = {}
  for (;;) {
    const failure = tryVite(aside, without)
    if (failure === undefined) break
    const culprit = outsiders().find((folder) => !(folder in without) && failure.includes(folder))
    if (!culprit || Object.keys(without).length === MOST_LEFT_OUT)
      throw new Refusal(`The pages could not be built:\n${failure}`)
    without[culprit] = whyOf(failure, culprit)
  }
  rmSync(BUILT, { recursive: true, force: true })
  renameSync(aside, BUILT)
}

/** One build; answers what was written when it failed. */
function tryVite(aside: string, without: Record<string, string>): string | undefined {
  const options = ['--outDir', aside, '--logLevel', 'warn']
  const args = ['--conditions=preau-src', viteProgram(), 'build', ...options]
  const env = {
    ...{ ...process.env, ...pagesEnvironment(), NODE_ENV: 'production' },
    PREAU_PAGES_WITHOUT: JSON.stringify(without),
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ADMIN,
    env,
    encoding: 'utf8',
  })
  return status === 0 ? undefined : `${stdout}${stderr}`
}

/** What Vite is told: whose pages to build. */
export function pagesEnvironment(): { PREAU_PAGES: string } {
  return {
    PREAU_PAGES: allPlugins()
      .map(({ folder }) => folder)
      .join(delimiter),
  }
}

function outsiders(): string[] {
  return allPlugins()
    .filter(({ origin }) => origin !== 'workspace')
    .map(({ folder }) => folder)
}

/** The line that names the plugin, without colours nor the way to its folder. */
function whyOf(failure: string, folder: string): string {
  const lines = stripVTControlCharacters(failure).split('\n')
  const line = lines.find((one) => one.includes(folder)) ?? ''
  return line.replaceAll(`${folder}/`, '').trim().slice(0, 300)
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  const add = (folder: string, skipped: ReadonlySet<string>) => {
    for (const file of listFiles(folder, skipped))
      hash.update(`\0${relative(ROOT, folder)}/${file}\0`).update(readFileSync(join(folder, file)))
  }
  for (const path of ['admin/app', 'admin/ui', 'admin/client', 'core/kit'])
    add(join(ROOT, path), OF_PAGES)
  for (const { folder } of allPlugins()) add(folder, OF_PLUGINS)
  return hash.digest('hex')
}
