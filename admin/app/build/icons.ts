import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PluginFolder } from './plugin_folders.ts'

const NAMED = /i-lucide-([a-z0-9]+(?:-[a-z0-9]+)*)/g

/** The icons that the sources name: they are bundled, so that no other host is ever asked. */
export function iconsIn(root: string, plugins: readonly PluginFolder[]): string[] {
  const files = [
    ...filesIn(root, 'admin/{app,ui}/src/**/*.{vue,ts}'),
    ...plugins.flatMap(({ folder }) =>
      filesIn(folder, '{plugin.ts,dist/plugin.js,ui/**/*.{vue,ts}}')
    ),
  ]
  const found = new Set<string>()
  for (const file of files) {
    for (const [, name] of readFileSync(file, 'utf8').matchAll(NAMED)) found.add(`lucide:${name}`)
  }
  return [...found].sort()
}

function filesIn(folder: string, pattern: string): string[] {
  const exclude = (name: string) => name.includes('node_modules')
  return globSync(pattern, { cwd: folder, exclude }).map((file) => join(folder, file))
}
