import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import { PLUGIN_ID } from '@preau/kit'
import { ROOT } from '#app/paths'

/** What is read of a plugin before any of its code runs. */
export interface PluginPackage {
  id: string
  /** The package's name, by which its parts are resolved. */
  name: string
  version: string
  folder: string
  /** Why it cannot be loaded, when it cannot. */
  incompatible?: string
}

interface PackageJson {
  name?: string
  version?: string
  preau?: { id?: string }
  peerDependencies?: Record<string, string>
}

const KIT_VERSION: string = readJson(join(ROOT, 'core/kit/package.json')).version ?? '0.0.0'

function readJson(file: string): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * The plugins of this installation, in order of id: the folders of `plugins/`
 * whose package.json says `preau.id`, and those of `extra`, a list of folders
 * separated as in PATH.
 */
export function discoverPlugins(extra = ''): PluginPackage[] {
  const home = join(ROOT, 'plugins')
  const folders = existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : []
  const found = [...folders, ...extra.split(':').filter(Boolean)]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .flatMap((folder) => readPackage(folder) ?? [])
  const byId = new Map(found.map((one) => [one.id, one]))
  return [...byId.values()].sort((a, b) => a.id.localeCompare(b.id))
}

function readPackage(folder: string): PluginPackage | undefined {
  const {
    name = '',
    version = '0.0.0',
    preau,
    peerDependencies,
  } = readJson(join(folder, 'package.json'))
  if (!preau?.id) return undefined
  const plugin = { id: preau.id, name, version, folder }
  if (!PLUGIN_ID.test(preau.id))
    return { ...plugin, incompatible: `« ${preau.id} » is not a plugin's id` }
  const range = peerDependencies?.['@preau/kit']
  if (!range) return { ...plugin, incompatible: 'it names no range of @preau/kit' }
  if (!semver.satisfies(KIT_VERSION, range))
    return { ...plugin, incompatible: `it asks for @preau/kit ${range}, this is ${KIT_VERSION}` }
  return plugin
}
