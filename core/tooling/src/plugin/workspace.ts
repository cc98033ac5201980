import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { rememberInstalled } from '../../install.mjs'
import { ROOT } from '../../paths.mjs'

const LOCKFILE = join(ROOT, 'package-lock.json')

type Ranges = Record<string, string>

interface Package {
  name: string
  version: string
  license?: string
  dependencies?: Ranges
  devDependencies?: Ranges
  peerDependencies?: Ranges
}

interface Lockfile {
  packages: Record<string, object>
}

/** Whether a plugin is a workspace of this checkout. */
export function isWorkspace(folder: string): boolean {
  return dirname(folder) === join(ROOT, 'plugins')
}

/**
 * Does for a plugin in `plugins/`, whose packages all are there already, what `npm install` would: a link
 * in `node_modules`, its lines in the lockfile; without the network.
 */
export function linkWorkspace(folder: string): void {
  const pack = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
  const { name, version, license, dependencies, devDependencies, peerDependencies } = pack
  const link = join(ROOT, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  // On Windows, where links ask for a right, a junction, which wants the whole path.
  const [target, kind] =
    process.platform === 'win32'
      ? ([folder, 'junction'] as const)
      : ([relative(dirname(link), folder), 'dir'] as const)
  if (!existsSync(link)) symlinkSync(target, link, kind)
  const lockfile = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as Lockfile
  const path = relative(ROOT, folder).replaceAll('\\', '/')
  lockfile.packages[path] = {
    ...{ name, version, license },
    ...{ dependencies: sorted(dependencies), devDependencies: sorted(devDependencies) },
    peerDependencies: sorted(peerDependencies),
  }
  lockfile.packages[`node_modules/${name}`] = { resolved: path, link: true }
  const { '': root, ...rest } = lockfile.packages
  lockfile.packages = { ...(root && { '': root }), ...sorted(rest) }
  writeFileSync(LOCKFILE, `${JSON.stringify(lockfile, null, 2)}\n`)
  rememberInstalled()
}

function sorted<V>(record: Record<string, V>): Record<string, V>
function sorted<V>(record: Record<string, V> | undefined): Record<string, V> | undefined
function sorted<V>(record: Record<string, V> | undefined) {
  if (!record) return undefined
  const entries = Object.entries(record)
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other, 'en')))
}
