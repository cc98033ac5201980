import type { Bench, Side } from '../bench.ts'
import { idOf } from '../values.ts'

/** An id that no row has. */
export const NOBODYS = idOf('nobody')

/** A route's path with every parameter filled; optional ones are left out without an id. */
export function addressOf(path: string, id: string): string {
  return path
    .split('/')
    .flatMap((part) => {
      if (!part.startsWith(':') && part !== '*') return [part]
      if (part.endsWith('?') && !id) return []
      return [id || NOBODYS]
    })
    .join('/')
}

/** The ids of a plugin's rows in a school, those of a table or of all. */
export async function idsOf(
  { host, schema, tables }: Bench,
  { school }: Side,
  table?: string
): Promise<string[]> {
  const found: string[] = []
  for (const { name, ofSchool, columns } of tables) {
    if (!ofSchool || (table !== undefined && name !== table)) continue
    if (!columns.some((column) => column.name === 'id')) continue
    const rows = await host.sql<{ id: string }>(
      `select id from ${schema}."${name}" where school_id = $1 order by id limit 10`,
      [school.id]
    )
    found.push(...rows.map(({ id }) => id))
  }
  return found
}
