import type { PersonalDataDeclaration } from '@preau/kit'
import type { Bench, Side } from '../bench.ts'

/** The rows of a declared table that name somebody. */
export interface Named {
  table: string
  declaration: PersonalDataDeclaration
  rows: Record<string, unknown>[]
}

/** The tables of schools that the manifest declares, as far as they are there; what is a person's own is the host's to hand over. */
export function declaredTables({
  manifest: { privacy },
  tables,
}: Bench): [string, PersonalDataDeclaration][] {
  if (!privacy.storesPersonalData) return []
  return Object.entries(privacy.tables).filter(([name, { via }]) =>
    tables.some(
      (one) =>
        one.ofSchool && one.name === name && one.columns.some((column) => column.name === via)
    )
  )
}

/** What the plugin keeps of a member, by its own declarations. */
export async function rowsAbout(
  bench: Bench,
  { school }: Side,
  memberId: string
): Promise<Named[]> {
  const found: Named[] = []
  for (const [table, declaration] of declaredTables(bench)) {
    const rows = await bench.host.sql<Record<string, unknown>>(
      `select to_jsonb(t) as row from ${bench.schema}."${table}" t where school_id = $1 and "${declaration.via}" = $2`,
      [school.id, memberId]
    )
    found.push({ table, declaration, rows: rows.map(({ row }) => row as Record<string, unknown>) })
  }
  return found
}

/** Somebody whom rows name, with the tables that do. */
export interface Person {
  id: string
  name: string
  tables: string[]
}

/**
 * Few people of the first school whom, together, every declared table names that names anybody. The head is none
 * of them: he does the asking.
 */
export async function namedPeople(bench: Bench): Promise<Person[]> {
  const [{ school, named }] = bench.sides
  const union = declaredTables(bench).map(
    ([table, { via }]) =>
      `select distinct "${via}" as id, '${table}' as name from ${bench.schema}."${table}" where school_id = $1`
  )
  if (!union.length) return []
  const people = await bench.host.sql<Person>(
    `select m.id, m.display_name as name, array_agg(t.name) as tables
     from (${union.join(' union all ')}) t join core.members m on m.school_id = $1 and m.id = t.id
     where m.erased_at is null and m.profile <> 'head' group by m.id, m.display_name
     order by (m.id = $2) desc, count(*) desc, m.id`,
    [school.id, named[1].id]
  )
  const seen = new Set<string>()
  return people.filter(({ tables }) => {
    const more = tables.some((table) => !seen.has(table))
    for (const table of tables) seen.add(table)
    return more
  })
}
