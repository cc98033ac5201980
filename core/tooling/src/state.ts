import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA } from '../paths.mjs'

const FILE = join(DATA, 'state.json')

interface State {
  /** Databases that hold the demonstration, by `host:port/name`. */
  demonstrations: string[]
}

/** Whether this checkout has seeded the demonstration into that database. */
export function holdsDemonstration(databaseUrl: string): boolean {
  return read().demonstrations.includes(keyOf(databaseUrl))
}

/** Remembers that the demonstration is whole in that database. */
export function rememberDemonstration(databaseUrl: string): void {
  const { demonstrations } = read()
  const aside = `${FILE}.${process.pid}`
  const state: State = { demonstrations: [...new Set([...demonstrations, keyOf(databaseUrl)])] }
  writeFileSync(aside, JSON.stringify(state, null, 2))
  renameSync(aside, FILE)
}

/** The embedded database keeps its key when its port changes. */
function keyOf(databaseUrl: string): string {
  if (!process.env['DATABASE_URL']) return 'embedded'
  const { host, pathname } = new URL(databaseUrl)
  return `${host}${pathname}`
}

function read(): State {
  if (!existsSync(FILE)) return { demonstrations: [] }
  return JSON.parse(readFileSync(FILE, 'utf8')) as State
}
