import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runAce } from '../../ace.ts'
import { cloneDatabase, asAdmin, type TestDatabase } from '../../postgres.ts'
import { twinSchools } from '../../world.ts'
import type { Ground } from '../../plugin_host/ground.ts'
import type { Bench } from '../bench.ts'
import { readTables } from '../catalogue.ts'
import type { Check, Finding } from '../check.ts'
import { fillTables } from '../fill.ts'
import { hasSources, isOutside } from '../../plugin_host/packages.ts'

const ROOT = join(import.meta.dirname, '../../../../..')
const SKIPPED = new Set(['node_modules', '.git', 'ui', 'tests'])

/** Its tables can be made at once, and step by step where schools already keep something. */
export const migrations: Check = {
  code: 'migrations',
  title: 'migrations pass on an empty schema, and the last one where schools keep rows, which stay',
  async run(bench) {
    const files = filesOf(bench.package.folder)
    if (!files.length) return []
    const database = await cloneDatabase()
    const aside = mkdtempSync(join(tmpdir(), 'preau-migrations-'))
    try {
      const copy = copyOf(bench, aside)
      await emptied(database, bench)
      await twinSchools(database)
      return files.length > 1
        ? await fromPrevious({ bench, database, copy, last: files.at(-1)! })
        : await fromEmpty({ bench, database, copy })
    } finally {
      rmSync(aside, { recursive: true, force: true })
      await database.drop()
    }
  },
}

/** Where a plugin has its migrations: among its sources, else in its build. */
function foldersOf(folder: string): string[] {
  return ['database/migrations', 'dist/database/migrations']
    .map((path) => join(folder, path))
    .filter(existsSync)
}

function filesOf(folder: string): string[] {
  const [first] = foldersOf(folder)
  if (!first) return []
  return readdirSync(first)
    .filter((file) => /\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => file.replace(/\.(ts|js)$/, ''))
    .sort()
}

/** The plugin in a folder of the test's own, from which a migration may be taken away. */
function copyOf({ package: { folder } }: Bench, aside: string): string {
  const copy = join(aside, 'plugin')
  const skip = (path: string) => SKIPPED.has(relative(folder, path).split('/')[0]!)
  cpSync(folder, copy, { recursive: true, filter: (path) => !skip(path) })
  const own = join(folder, 'node_modules')
  symlinkSync(existsSync(own) ? own : join(ROOT, 'node_modules'), join(aside, 'node_modules'))
  return copy
}

/** A plugin of the checkout is in the template already: its schema goes, and what the host knows of it. */
async function emptied({ adminUrl }: TestDatabase, { schema, id }: Bench): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`drop schema if exists ${schema} cascade`)
    await admin.query('delete from core.plugins where id = $1', [id])
  })
}

interface Trial {
  bench: Bench
  database: TestDatabase
  copy: string
}

async function fromEmpty(trial: Trial): Promise<Finding[]> {
  const problem = await migrate(trial)
  return problem
    ? [
        {
          what: `they fail on an empty schema: ${problem}`,
          remedy: 'correct the migration that it names',
        },
      ]
    : []
}

async function fromPrevious(trial: Trial & { last: string }): Promise<Finding[]> {
  const { bench, database, copy, last } = trial
  const taken = foldersOf(copy).flatMap((folder) =>
    ['ts', 'js'].map((ending) => join(folder, `${last}.${ending}`)).filter(existsSync)
  )
  const kept = `${copy}-last`
  for (const [index, file] of taken.entries()) {
    cpSync(file, join(kept, String(index)))
    rmSync(file)
  }
  const empty = await fromEmpty(trial)
  if (empty.length) return empty
  const before = await fillAll(bench, database)
  for (const [index, file] of taken.entries()) cpSync(join(kept, String(index)), file)
  const problem = await migrate(trial)
  const remedy =
    'give a new column that must have a value a default, or fill it by « this.backfill(…) » before; delete no rows'
  if (problem) return [{ what: `« ${last} » fails where schools keep rows: ${problem}`, remedy }]
  const after = await counted(database, bench, [...before.keys()])
  return [...before]
    .filter(([table, count]) => (after.get(table) ?? count) < count)
    .map(([table]) => ({ what: `« ${last} » loses rows of « ${table} »`, remedy }))
}

/** Runs the migration step; answers why the plugin was left out. */
async function migrate({ bench, database, copy }: Trial): Promise<string | undefined> {
  const { id } = bench
  // The checkout's own plugins are built before the tests run, and start sooner so.
  const sources = isOutside(bench.package) && hasSources(bench.package)
  const { code, out, err } = await runAce(
    database,
    ['migrate'],
    { PREAU_PLUGINS: copy },
    { sources }
  )
  if (code !== 0) return (out + err).slice(0, 500)
  const [row] = await asAdmin(database.adminUrl, async (admin) => {
    const found = await admin.query<{ status: string; reason: string }>(
      'select status, reason from core.plugins where id = $1',
      [id]
    )
    return found.rows
  })
  return row?.status === 'installed' ? undefined : (row?.reason ?? 'it is not there')
}

/** Fills the tables as they are now, in both schools; answers how many rows each has. */
async function fillAll(bench: Bench, database: TestDatabase): Promise<Map<string, number>> {
  const { manifest, schema } = bench
  const sql: Ground['sql'] = (text, values = []) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query(text, [...values])).rows)
  const tables = await readTables({ sql }, schema)
  const schools = await sql<{ id: string; uai: string; people: string[]; group: string }>(
    `select s.id, s.uai, array(select m.id from core.members m where m.school_id = s.id order by m.profile desc limit 2) as people,
       (select g.id from core.groups g where g.school_id = s.id order by g.name limit 1) as group from core.schools s order by s.uai`
  )
  for (const { people, group, ...school } of schools)
    await fillTables(tables, {
      ...{ ground: { sql } as Ground, manifest, schema, school, group },
      people: people.map((id) => ({ id })),
      onlyEmpty: true,
    })
  return counted(
    database,
    bench,
    tables.map(({ name }) => name)
  )
}

/** How many rows the tables have that are still there. */
async function counted(
  { adminUrl }: TestDatabase,
  { schema }: Bench,
  tables: readonly string[]
): Promise<Map<string, number>> {
  return asAdmin(adminUrl, async (admin) => {
    const counts = new Map<string, number>()
    for (const table of tables) {
      const there = await admin.query('select to_regclass($1) is not null as there', [
        `${schema}."${table}"`,
      ])
      if (!(there.rows[0] as { there: boolean }).there) continue
      const { rows } = await admin.query(`select count(*)::int as count from ${schema}."${table}"`)
      counts.set(table, (rows[0] as { count: number }).count)
    }
    return counts
  })
}
