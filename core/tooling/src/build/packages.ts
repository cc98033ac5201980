import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from '../../paths.mjs'
import { pluginPlaces, type PluginPlace } from '../../../server/app/host/places.ts'

const SKIPPED = new Set(['node_modules', 'dist', 'tests', 'bench', 'ui', 'coverage', 'tmp'])

export type { PluginPlace }

/** A workspace package that is emitted for production: its folder, and its name for people. */
export interface SourcePackage {
  name: string
  folder: string
}

/** The plugins of this installation: of the checkout, installed beside it, or named by `PREAU_PLUGINS`. */
export function allPlugins(): PluginPlace[] {
  return pluginPlaces(ROOT, process.env['PREAU_PLUGINS'])
}

/** The folders of the plugins in this checkout. */
export function pluginFolders(): string[] {
  return allPlugins()
    .filter(({ origin }) => origin === 'workspace')
    .map(({ folder }) => folder)
}

/** The packages whose TypeScript runs on the server: an installed plugin comes built, one that is named may not be. */
export function serverPackages(): SourcePackage[] {
  const core = ['kit', 'server', 'testing'].map((name) => join(ROOT, 'core', name))
  const plugins = allPlugins()
    .filter((place) => place.origin === 'workspace' || isSource(place))
    .map(({ folder }) => folder)
  return [...core, ...plugins].map((folder) => ({ folder, name: relative(ROOT, folder) }))
}

function isSource({ origin, folder }: PluginPlace): boolean {
  return origin === 'named' && existsSync(join(folder, 'plugin.ts'))
}

/** Every file below a folder, by path relative to it, without what is not for the server. */
export function listFiles(folder: string, skipped: ReadonlySet<string> = SKIPPED): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name) && !entry.name.startsWith('.'))
    .flatMap((entry) =>
      entry.isDirectory()
        ? listFiles(join(folder, entry.name), skipped).map((file) => join(entry.name, file))
        : [entry.name]
    )
    .sort()
}
