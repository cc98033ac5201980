import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A folder of `plugins/` that has pages. */
export interface PluginFolder {
  id: string
  folder: string
  entry: string
}

/** Every plugin with an id and a page half, in order of id. */
export function pluginFolders(root: string): PluginFolder[] {
  if (!existsSync(root)) return []
  return readdirSync(root)
    .map((name) => readPlugin(join(root, name)))
    .filter((plugin) => plugin !== undefined)
    .sort((a, b) => a.id.localeCompare(b.id))
}

function readPlugin(folder: string): PluginFolder | undefined {
  try {
    const pack = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const entry = resolve(folder, uiEntry(pack) ?? './ui/index.ts')
    const id = pack.preau?.id
    return typeof id === 'string' && existsSync(entry) ? { id, folder, entry } : undefined
  } catch {
    return undefined
  }
}

function uiEntry(pack: { exports?: Record<string, unknown> }): string | undefined {
  const entry = pack.exports?.['./ui']
  return typeof entry === 'string' ? entry : undefined
}
