import type { ClientBase } from 'pg'
import * as sql from './apply_statements.ts'
import { plain } from './names.ts'
import type { Counts, SchoolReport } from './report.ts'
import type { Code } from './sentences.ts'
import { schoolYear } from './values.ts'

/** A school as the feed shows it. */
export interface StagedSchool {
  structure: string
  uai: string
  name: string
  kind: string
  city: string
}

/** What an application to one school needs. */
export interface Application {
  client: ClientBase
  school: StagedSchool
  academy: string
  /** yyyy-mm-dd. */
  generatedOn: string
  /** The share of a school's members that may leave at once. */
  valve: number
}

/** A school that is left as it was. */
export class SchoolRefused extends Error {
  readonly code: Code
  readonly leavers: number
  readonly members: number

  constructor(code: Code, leavers: number, members: number) {
    super(code)
    this.code = code
    this.leavers = leavers
    this.members = members
  }
}

/**
 * Makes one school of the directory equal to the staging, in one transaction.
 * @throws SchoolRefused when more than the valve lets through would leave; the school is then untouched
 */
export async function applySchool(application: Application): Promise<SchoolReport> {
  const { client } = application
  await client.query('begin')
  try {
    const report = await apply(application)
    await client.query('commit')
    return report
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function apply(application: Application): Promise<SchoolReport> {
  const { client, school, academy } = application
  const { id, name, counts } = await putSchool(application)
  const year = await putYear(client, id, application.generatedOn)
  const values = [school.structure, academy, id, year]
  const one = async <T extends object>(text: string) => {
    const { rows } = await client.query<T>(...numbered(text, values))
    return rows[0]
  }
  const count = async (tables: readonly string[], ...texts: string[]) => {
    const sum = { added: 0, changed: 0, gone: 0 }
    for (const text of texts) {
      add(sum, await one<Counts>(text))
      await freshen(client, tables, sum.added)
    }
    return sum
  }
  await client.query(...numbered(sql.FIND_ACCOUNTS, values))
  const accounts = await count(['accounts', 'person_keys'], sql.ADD_ACCOUNTS, sql.RENAME_ACCOUNTS)
  if (accounts.added) await client.query(...numbered(sql.FIND_ACCOUNTS, values))
  // The planner cannot guess how many rows a staging just written has: a nested loop over it is quadratic.
  await client.query('set local enable_nestloop = off')
  const before = await one<{ leavers: number; members: number }>(sql.COUNT_LEAVERS)
  const { leavers = 0, members = 0 } = before ?? {}
  if (leavers > members * application.valve)
    throw new SchoolRefused('E_IMPORT_TOO_MANY_LEAVERS', leavers, members)
  const tables = {
    school: counts,
    accounts,
    members: await count(['members'], sql.PUT_MEMBERS, sql.END_MEMBERS),
    groups: await count(['groups'], sql.PUT_GROUPS, sql.END_GROUPS),
    groupMembers: await count(['group_members'], sql.PUT_GROUP_MEMBERS, sql.END_GROUP_MEMBERS),
    guardianships: await count(['guardianships'], sql.PUT_GUARDIANSHIPS, sql.END_GUARDIANSHIPS),
  }
  const after = await one<{ members: number }>(sql.COUNT_LEAVERS)
  return { uai: school.uai, name, status: 'applied', members: after?.members ?? 0, tables }
}

function add(sum: Counts, counts: Counts | undefined) {
  sum.added += counts?.added ?? 0
  sum.changed += counts?.changed ?? 0
  sum.gone += counts?.gone ?? 0
}

/**
 * Tells the planner of rows that it cannot know of yet, once they are a good
 * part of a table: joined by guesswork, a first import takes ten times as long.
 */
async function freshen(client: ClientBase, tables: readonly string[], added: number) {
  if (added < 50) return
  const { rows } = await client.query<{ stale: string }>(
    `select format('core.%I', c.relname) as stale from pg_class c
     where c.relnamespace = 'core'::regnamespace and c.relname = any ($1) and c.reltuples < 5 * $2::int`,
    [tables, added]
  )
  for (const { stale } of rows) await client.query(`analyze ${stale}`)
}

/** Renumbers a statement's parameters, so that it takes only those that it names. */
function numbered(text: string, values: readonly string[]): [string, string[]] {
  const used = [...new Set(text.match(/\$\d/g))].sort()
  const renumbered = text.replace(/\$\d/g, (name) => `$${used.indexOf(name) + 1}`)
  return [renumbered, used.map((name) => values[Number(name.slice(1)) - 1] ?? '')]
}

interface SchoolRow {
  id: string
  name: string
  city: string
}

/** A name that somebody has spelt with its accents stays, as long as the feed's is the same without them. */
async function putSchool({ client, school, academy }: Application) {
  const found = await client.query<SchoolRow>(
    'select id, name, city from core.schools where uai = $1',
    [school.uai]
  )
  const row = found.rows[0]
  const name = keep(row?.name, school.name)
  const city = keep(row?.city, school.city)
  const values = [school.uai, name, school.kind, city, academy, school.structure]
  const counts: Counts = { added: row ? 0 : 1, changed: 0, gone: 0 }
  if (!row) {
    const added = await client.query<SchoolRow>(
      `insert into core.schools (uai, name, kind, city, academy, source_key)
       values ($1, $2, $3, $4, $5, $6) returning id, name, city`,
      values
    )
    return { id: added.rows[0]?.id ?? '', name, counts }
  }
  const changed = await client.query(
    `update core.schools set name = $2, kind = $3, city = $4, academy = $5, source_key = $6
     where uai = $1 and (name, kind, city, academy, source_key) is distinct from ($2, $3, $4, $5, $6)`,
    values
  )
  return { id: row.id, name, counts: { ...counts, changed: changed.rowCount ?? 0 } }
}

function keep(known: string | undefined, fed: string): string {
  return known && plain(known) === plain(fed) ? known : fed
}

async function putYear(client: ClientBase, school: string, generatedOn: string): Promise<string> {
  const { label, startsOn, endsOn } = schoolYear(generatedOn)
  const find = () =>
    client.query<{ id: string }>(
      'select id from core.school_years where school_id = $1 and label = $2',
      [school, label]
    )
  const known = (await find()).rows[0]
  if (known) return known.id
  await client.query(
    'insert into core.school_years (school_id, label, starts_on, ends_on) values ($1, $2, $3, $4)',
    [school, label, startsOn, endsOn]
  )
  return (await find()).rows[0]?.id ?? ''
}
