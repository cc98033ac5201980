import type { PluginManifest } from '@preau/kit'
import type { Ground } from '../plugin_host/ground.ts'
import type { Column, Table } from './catalogue.ts'
import { idOf, valueFor } from './values.ts'

/** Rows that each table gets: one alike in both schools, ids included; one of the school's own. */
const ROWS = 2

/** A table that could not be filled, with PostgreSQL's words. */
export interface Unfilled {
  table: string
  why: string
}

/** Where rows are written, and to whom they point. */
export interface Filling {
  ground: Ground
  manifest: PluginManifest
  schema: string
  school: { id: string; uai: string }
  /** Whom each of the rows names. */
  people: readonly { id: string }[]
  group: string
  /** Whether tables that have rows are left as they are: those that their author has filled. */
  onlyEmpty: boolean
}

/**
 * Writes rows in the tables of a school, those that are there already excepted, by what the catalogue says of their columns: those
 * that must have a value, and those that the plugin declares as personal data. Answers what it could not fill.
 */
export async function fillTables(tables: readonly Table[], filling: Filling): Promise<Unfilled[]> {
  const unfilled: Unfilled[] = []
  for (const table of tables.filter(({ ofSchool }) => ofSchool)) {
    const anyhow = !filling.onlyEmpty && table.columns.some(({ name }) => name === 'id')
    if (!anyhow && (await hasRows(filling, table.name))) continue
    for (let row = 0; row < ROWS; row++) {
      const why = await insert(table, row, filling).then(
        () => undefined,
        (error: Error) => error.message
      )
      if (why === undefined) continue
      unfilled.push({ table: table.name, why })
      break
    }
  }
  return unfilled
}

async function hasRows({ ground, schema, school }: Filling, table: string): Promise<boolean> {
  const rows = await ground.sql(`select from ${schema}."${table}" where school_id = $1 limit 1`, [
    school.id,
  ])
  return rows.length > 0
}

async function insert(table: Table, row: number, filling: Filling): Promise<void> {
  const { ground, schema, school } = filling
  const values: Record<string, unknown> = { school_id: school.id }
  for (const column of table.columns) {
    const value = await valueOf(table, { column, row, filling })
    if (value !== undefined) values[column.name] = value
  }
  const names = Object.keys(values)
  await ground.sql(
    `insert into ${schema}."${table.name}" (${names.map((name) => `"${name}"`).join(', ')})
     values (${names.map((_, index) => `$${index + 1}`).join(', ')}) on conflict do nothing`,
    Object.values(values)
  )
}

interface Place {
  column: Column
  row: number
  filling: Filling
}

async function valueOf(table: Table, { column, row, filling }: Place): Promise<unknown> {
  const { name, required, filled, points } = column
  const { manifest, people, group, school, ground, schema } = filling
  if (name === 'school_id') return undefined
  const which = row === 0 ? 'both' : school.uai
  if (name === 'id' && column.type === 'uuid') return idOf(manifest.id, table.name, row, which)
  const declared = declaredColumns(manifest, table.name).includes(name)
  if (!declared && (filled || !required)) return undefined
  if (points?.table === 'core.members') return people[row % people.length]!.id
  if (points?.table === 'core.groups') return group
  if (points && points.table !== table.name && !points.table.includes('.')) {
    const parents = await ground.sql<{ value: unknown }>(
      `select "${points.column}" as value from ${schema}."${points.table}" where school_id = $1 order by id limit 20`,
      [school.id]
    )
    return parents[row % parents.length]?.value
  }
  if (points) return undefined
  return valueFor(column, `Essai ${manifest.id} ${table.name}.${name} ${row} ${which}`, row + 1)
}

/** The columns of a table that the manifest names as personal data. */
export function declaredColumns({ privacy }: PluginManifest, table: string): string[] {
  const declaration = privacy.storesPersonalData ? privacy.tables[table] : undefined
  return declaration ? [declaration.via, ...declaration.fields] : []
}
