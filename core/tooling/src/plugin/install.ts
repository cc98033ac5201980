import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { PLUGIN_ID } from '../../../kit/src/manifest.ts'
import { whyIncompatible } from '../../../server/app/host/compatible.ts'
import { installedHome } from '../../../server/app/host/places.ts'
import { npmCommand } from '../../install.mjs'
import { ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { allPlugins } from '../build/packages.ts'
import { readPackageFile, type PackageFile } from './package_file.ts'

const HOME = installedHome(ROOT)
const PACKAGES = join(HOME, 'packages')
/** What npm keeps of the installation: put back as it was when a step fails. */
const KEPT = ['package.json', 'package-lock.json']
/** Brought by the host: a second copy in the same process would not be the running one. */
const BROUGHT =
  /^(?:@preau\/|@adonisjs\/|@vinejs\/|@nuxt\/ui$|vue(?:-router|-i18n)?$|bullmq$|knex$)/
/** A version or a range of the registry; no address, no folder. */
const FROM_REGISTRY = /^[\^~<>=\s\d.x*|&a-zA-Z+-]+$/

/**
 * Installs a plugin's tarball beside the plugins of the checkout, without running any script of it. It is judged by its
 * package.json first; refused, or not installed to the end, nothing has changed. It serves from the next start on.
 * @throws Refusal
 */
export function installPlugin(file: string): void {
  const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), file)
  const found = readPackageFile(path)
  judge(found)
  const before = remember()
  const kept = `${found.id}-${found.version}-${found.sha256.slice(0, 12)}.tgz`
  mkdirSync(PACKAGES, { recursive: true })
  copyFileSync(path, join(PACKAGES, kept))
  try {
    writeDependencies({ ...dependencies(), [found.name]: `file:packages/${kept}` })
    npmInstall()
  } catch (error) {
    putBack(before)
    throw error
  } finally {
    dropUnusedPackages()
  }
  console.log(`✓ ${found.id} ${found.version} is installed (${found.name}).`)
  if (found.installScripts.length)
    console.log(`  Its scripts (${found.installScripts.join(', ')}) have not been run.`)
  console.log('  Start Préau again: it is then migrated, built in, and can be offered to schools.')
}

/** Takes an installed plugin away, by its id or its package's name. What schools keep in it stays in the database. @throws Refusal */
export function removePlugin(named: string): void {
  const installed = allPlugins().filter(({ origin }) => origin === 'installed')
  const place = installed.find(({ id, folder }) => id === named || nameOf(folder) === named)
  if (!place) {
    const ids = installed.map(({ id }) => id).join(', ') || 'none'
    throw new Refusal(`No plugin « ${named} » has been installed here (installed: ${ids}).`)
  }
  const before = remember()
  const others = dependencies()
  delete others[nameOf(place.folder)]
  try {
    writeDependencies(others)
    npmInstall()
  } catch (error) {
    putBack(before)
    throw error
  } finally {
    dropUnusedPackages()
  }
  console.log(
    `✓ ${place.id} is removed. Its data stays: Préau shows it as missing until it is back.`
  )
}

/** Whether a package may be installed here, by what its package.json says. @throws Refusal, with the reason */
export function judge({ id, name, kit, dependencies: needed }: PackageFile): void {
  const here = { id: PLUGIN_ID, version: kitVersion() }
  const incompatible = whyIncompatible({ id, kit }, here)
  if (incompatible) throw new Refusal(`${name} cannot be installed: ${incompatible}.`)
  const other = allPlugins().find((one) => one.id === id && one.origin !== 'named')
  if (other && !(other.origin === 'installed' && nameOf(other.folder) === name))
    throw new Refusal(
      `${name} cannot be installed: the id « ${id} » is that of ${nameOf(other.folder)}.`
    )
  if (existsSync(join(ROOT, 'node_modules', name)))
    throw new Refusal(`${name} cannot be installed: that is the name of a part of Préau.`)
  for (const [dependency, range] of Object.entries(needed)) {
    if (BROUGHT.test(dependency))
      throw new Refusal(
        `${name} cannot be installed: it brings its own ${dependency}, which belongs in its peerDependencies.`
      )
    if (!FROM_REGISTRY.test(range))
      throw new Refusal(
        `${name} cannot be installed: its dependency ${dependency} comes from « ${range} », not from the registry.`
      )
  }
}

function kitVersion(): string {
  return describedIn(join(ROOT, 'core/kit')).version
}

function nameOf(folder: string): string {
  return describedIn(folder).name
}

function describedIn(folder: string): { name: string; version: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
}

function dependencies(): Record<string, string> {
  const file = join(HOME, 'package.json')
  if (!existsSync(file)) return {}
  const read = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> }
  return read.dependencies ?? {}
}

function writeDependencies(all: Record<string, string>): void {
  const description = {
    ...{ name: 'preau-installed-plugins', private: true, dependencies: all },
    description: 'Plugins put in with « npm run plugin -- install »',
  }
  writeFileSync(join(HOME, 'package.json'), `${JSON.stringify(description, null, 2)}\n`)
}

/** @throws Refusal with npm's own words above */
function npmInstall(): void {
  const [command, first, options] = npmCommand()
  const args = ['install', '--ignore-scripts', '--legacy-peer-deps', '--omit=dev', '--omit=peer']
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  const { status } = spawnSync(command, [...first, ...args, ...quiet], {
    ...options,
    cwd: HOME,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, npm_config_workspaces: '', npm_config_workspace: '' },
  })
  if (status !== 0)
    throw new Refusal(
      'npm could not install the package; its own words are above. Nothing has changed.'
    )
}

type Remembered = Map<string, Buffer | undefined>

function remember(): Remembered {
  return new Map(
    KEPT.map((name) => {
      const file = join(HOME, name)
      return [file, existsSync(file) ? readFileSync(file) : undefined]
    })
  )
}

function putBack(before: Remembered): void {
  for (const [file, content] of before)
    if (content) writeFileSync(file, content)
    else rmSync(file, { force: true })
}

/** Deletes the tarballs that nothing names any more. */
function dropUnusedPackages(): void {
  if (!existsSync(PACKAGES)) return
  const used = new Set(Object.values(dependencies()).map((range) => range.split('/').at(-1)))
  for (const name of readdirSync(PACKAGES))
    if (!used.has(name)) rmSync(join(PACKAGES, name), { force: true })
}
