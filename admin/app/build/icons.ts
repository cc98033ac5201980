import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMED = /i-lucide-([a-z0-9]+(?:-[a-z0-9]+)*)/g

/** The icons that the sources name: they are bundled, so that no other host is ever asked. */
export function iconsIn(root: string): string[] {
  const files = globSync(
    ['admin/{app,ui}/src/**/*.{vue,ts}', 'plugins/*/plugin.ts', 'plugins/*/ui/**/*.{vue,ts}'],
    { cwd: root, exclude: (name) => name.includes('node_modules') }
  )
  const found = new Set<string>()
  for (const file of files) {
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(NAMED)) {
      found.add(`lucide:${name}`)
    }
  }
  return [...found].sort()
}
