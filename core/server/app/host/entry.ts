import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The name by which a package says where its TypeScript is. */
const SOURCE = 'preau-src'
const FROM_SOURCES = process.execArgv.includes(`--conditions=${SOURCE}`)

type Exported = string | Record<string, unknown> | undefined

/**
 * The address of what a plugin's package exports as `.` or `./server`: its TypeScript where this process runs from
 * sources and it is there (an installed package has left it out), else what was built. @throws when it exports nothing of that name
 */
export function entryOf({ folder, name }: { folder: string; name: string }, part: string): string {
  const file = join(folder, 'package.json')
  const { exports = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    exports?: Record<string, Exported>
  }
  const exported = exports[part]
  const conditions = FROM_SOURCES ? [SOURCE, 'default'] : ['default']
  const found = conditions
    .map((condition) => targetOf(exported, condition))
    .find((target) => target !== undefined && existsSync(join(folder, target)))
  const path = found ? join(folder, found) : createRequire(file).resolve(part.replace(/^\./, name))
  return pathToFileURL(path).href
}

function targetOf(exported: Exported, condition: string): string | undefined {
  const target = typeof exported === 'string' ? exported : exported?.[condition]
  return typeof target === 'string' ? target : undefined
}
