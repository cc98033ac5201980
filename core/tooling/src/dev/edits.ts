import { existsSync, watch, type FSWatcher } from 'node:fs'
import { join, sep } from 'node:path'

/** What an editor writes beside, and what is not of the server. */
const NOT_SERVER = new Set(['node_modules', 'dist', 'ui', 'tests', 'bench', 'tmp', 'coverage'])
/** An editor that saves writes several times: one edit is what comes within these milliseconds. */
const TOGETHER = 20

/** Tells of each edit of what runs on the server, by the paths changed; `close` ends it. */
export function watchServer(folders: readonly string[], tell: (paths: string[]) => void) {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const note = (folder: string, path: string | null) => {
    if (path === null || !isOfServer(path)) return
    changed.add(join(folder, path))
    clearTimeout(timer)
    timer = setTimeout(() => {
      const paths = [...changed]
      changed.clear()
      tell(paths)
    }, TOGETHER)
  }
  const watchers: FSWatcher[] = folders
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, { recursive: true }, (_event, path) => note(folder, path)))
  return {
    close() {
      clearTimeout(timer)
      for (const one of watchers) one.close()
    },
  }
}

function isOfServer(path: string): boolean {
  const parts = path.split(sep)
  if (parts.some((part) => NOT_SERVER.has(part) || part.startsWith('.'))) return false
  return /(?<!\.d)\.ts$|\.json$/.test(path)
}

/** Whether an edit brings a migration. */
export function bringsMigration(paths: readonly string[]): boolean {
  return paths.some((path) => path.split(sep).join('/').includes('/database/migrations/'))
}
