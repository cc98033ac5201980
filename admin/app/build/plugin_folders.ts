import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join, relative, resolve } from 'node:path'

/** A plugin that has pages. */
export interface PluginFolder {
  id: string
  version: string
  folder: string
  entry: string
  /** Whether it is of this checkout: its imports then find the application's libraries by themselves. */
  own: boolean
}

/**
 * Every plugin with an id and a page half, in order of id: of the folders that `PREAU_PAGES` lists,
 * separated as in PATH, or else of `plugins/`.
 */
export function pluginFolders(root: string): PluginFolder[] {
  const home = join(root, 'plugins')
  const listed = process.env.PREAU_PAGES?.split(delimiter).filter(Boolean)
  const folders = listed ?? readdirSync(home).map((name) => join(home, name))
  return folders
    .map((folder) => readPlugin(folder, home))
    .filter((plugin) => plugin !== undefined)
    .sort((a, b) => a.id.localeCompare(b.id))
}

function readPlugin(folder: string, home: string): PluginFolder | undefined {
  try {
    const pack = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const entry = resolve(folder, uiEntry(pack) ?? './ui/index.ts')
    const id = pack.preau?.id
    if (typeof id !== 'string' || !existsSync(entry)) return undefined
    const own = /^[^./\\][^/\\]*$/.test(relative(home, folder))
    return { id, version: pack.version ?? '0.0.0', folder, entry, own }
  } catch {
    return undefined
  }
}

function uiEntry(pack: { exports?: Record<string, unknown> }): string | undefined {
  const entry = pack.exports?.['./ui']
  return typeof entry === 'string' ? entry : undefined
}
