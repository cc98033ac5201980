import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PLUGIN_ID } from '@preau/kit'
import { ROOT } from '#app/paths'
import { bringModulesTo } from './brought_modules.ts'
import { whyIncompatible } from './compatible.ts'
import { pluginPlaces, type PluginPlace } from './places.ts'

/** What is read of a plugin before any of its code runs. */
export interface PluginPackage extends PluginPlace {
  /** The package's name, by which its parts are resolved. */
  name: string
  version: string
  author: string
  licence: string
  /** The range of the kit that it asks for. */
  kit: string
  /** Why it cannot be loaded, when it cannot. */
  incompatible?: string
}

interface PackageJson {
  name?: string
  version?: string
  author?: string | { name?: string }
  license?: string
  peerDependencies?: Record<string, string>
}

const HERE = {
  id: PLUGIN_ID,
  version: readJson(join(ROOT, 'core/kit/package.json')).version ?? '0.0.0',
}

function readJson(file: string): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The plugins of this installation, in order of id, which from then on find what the host brings; `named` is a list of folders separated as in PATH. */
export function discoverPlugins(named = ''): PluginPackage[] {
  const found = pluginPlaces(ROOT, named).map(readPackage)
  for (const { origin, folder } of found) if (origin !== 'workspace') bringModulesTo(folder)
  return found
}

function readPackage(place: PluginPlace): PluginPackage {
  const found = readJson(join(place.folder, 'package.json'))
  const { name = '', version = '0.0.0', license = '', author } = found
  const plugin = {
    ...{ ...place, name, version, licence: license },
    kit: found.peerDependencies?.['@preau/kit'] ?? '',
    author: (typeof author === 'string' ? author : author?.name) ?? '',
  }
  const incompatible = whyIncompatible(plugin, HERE)
  return incompatible === undefined ? plugin : { ...plugin, incompatible }
}
