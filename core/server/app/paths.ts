import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && 'workspaces' in JSON.parse(readFileSync(file, 'utf8'))) return folder
    const parent = dirname(folder)
    if (parent === folder) throw new Error('The root of the workspace was not found.')
    folder = parent
  }
}

/** The checkout's root folder, from the sources as from what was built. */
export const ROOT = findRoot()
