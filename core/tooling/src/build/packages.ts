import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from '../../paths.mjs'

const SKIPPED = new Set(['node_modules', 'dist', 'tests', 'bench', 'ui', 'coverage', 'tmp'])

/** A workspace package that is emitted for production: its folder, and its name for people. */
export interface SourcePackage {
  name: string
  folder: string
}

/** The folders of the plugins in this checkout. */
export function pluginFolders(): string[] {
  const home = join(ROOT, 'plugins')
  if (!existsSync(home)) return []
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, 'package.json')))
    .map((entry) => join(home, entry.name))
    .sort()
}

/** The packages whose TypeScript runs on the server. */
export function serverPackages(): SourcePackage[] {
  const core = ['kit', 'server', 'testing'].map((name) => join(ROOT, 'core', name))
  return [...core, ...pluginFolders()].map((folder) => ({ folder, name: relative(ROOT, folder) }))
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
