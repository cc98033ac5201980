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
import { dirname, join, relative } from 'node:path'
import { CACHE, ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { listFiles, pluginFolders } from './packages.ts'

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

/** Builds aside and changes places when whole, so that nobody is served half a build, nor two at once. */
function runVite() {
  const aside = join(ADMIN, `${ASIDE}${process.pid}`)
  for (const name of readdirSync(ADMIN))
    if (name.startsWith(ASIDE)) rmSync(join(ADMIN, name), { recursive: true, force: true })
  const options = ['--outDir', aside, '--logLevel', 'warn']
  const args = ['--conditions=preau-src', viteProgram(), 'build', ...options]
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ADMIN,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Refusal(`The pages could not be built:\n${stdout}${stderr}`)
  rmSync(BUILT, { recursive: true, force: true })
  renameSync(aside, BUILT)
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  const add = (folder: string, skipped: ReadonlySet<string>) => {
    for (const file of listFiles(folder, skipped))
      hash.update(`\0${relative(ROOT, folder)}/${file}\0`).update(readFileSync(join(folder, file)))
  }
  for (const path of ['admin/app', 'admin/ui', 'admin/client', 'core/kit'])
    add(join(ROOT, path), OF_PAGES)
  for (const folder of pluginFolders()) add(folder, OF_PLUGINS)
  return hash.digest('hex')
}
