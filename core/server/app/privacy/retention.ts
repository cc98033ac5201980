import type { PersonalDataDeclaration } from '@preau/kit'
import type { SchoolRef } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { loadedPlugins, type LoadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import type { CoreRun } from '#app/jobs/core_jobs'
import { cutoffOf, yearCutoffOf, type SchoolYear } from './retention_dates.ts'
import { schoolById } from './schools.ts'

/** Rows that one transaction deletes or makes anonymous. */
const BATCH = 1000
const NAME = /^[a-z][a-z0-9_]*$/

/** Executes, in one school, the durations that each plugin has declared, on or off; keeps proof of what went. */
export async function retain(run: CoreRun): Promise<void> {
  const school = run.schoolId ? await schoolById(run.schoolId) : undefined
  if (!school) return
  const years = await coreQuery<SchoolYear>(
    `select to_char(ends_on, 'YYYY-MM-DD') as "endsOn" from core.school_years where school_id = ?`,
    [school.id]
  )
  for (const plugin of loadedPlugins()) {
    const { privacy } = plugin.manifest
    if (!privacy.storesPersonalData) continue
    for (const [table, declaration] of Object.entries(privacy.tables))
      await retainTable({ plugin, school, table, declaration, years, signal: run.signal })
  }
}

interface Retaining {
  plugin: LoadedPlugin
  school: SchoolRef
  table: string
  declaration: PersonalDataDeclaration
  years: readonly SchoolYear[]
  signal: AbortSignal
}

async function retainTable(retaining: Retaining): Promise<void> {
  const { plugin, school, table, declaration, years, signal } = retaining
  const now = new Date()
  const { retention, retainFrom } = declaration
  const cutoff =
    retainFrom === 'end-of-school-year'
      ? yearCutoffOf(retention, { years, now })
      : cutoffOf(retention, now)
  if (!cutoff) return
  const statement = statementOf(table, declaration)
  let total = 0
  for (;;) {
    const count = await withSystemScope({ plugin, school, signal, gated: false }, async () => {
      const { rows } = await db.rawQuery<{ rows: unknown[] }>(statement, [cutoff.toISOString()])
      return rows.length
    })
    total += count
    if (count < BATCH) break
  }
  if (total)
    await coreQuery(
      'insert into core.retention_runs (school_id, plugin, table_name, cutoff, rows) values (?, ?, ?, ?, ?)',
      [school.id, plugin.manifest.id, table, cutoff.toISOString(), total]
    )
}

function name(identifier: string): string {
  if (!NAME.test(identifier)) throw new Error(`retention: '${identifier}' is not a column`)
  return `"${identifier}"`
}

/** The statement that ends what is too old: rows go, or no longer name anybody. */
export function statementOf(table: string, declaration: PersonalDataDeclaration): string {
  const { via, retainFrom, onErase } = declaration
  const date = name(declaration.dateColumn ?? 'created_at')
  const old =
    retainFrom === 'departure'
      ? `not exists (select 1 from core_api.members m where m.id = t.${name(via)})
         and core_api.member_ended_at(t.${name(via)}) < ?::timestamptz`
      : `t.${date} < ?::timestamptz`
  const anonymous = onErase === 'anonymise'
  const which = `select t.id from ${name(table)} t where ${old}${anonymous ? ` and t.${name(via)} is not null` : ''} limit ${BATCH}`
  return anonymous
    ? `update ${name(table)} set ${name(via)} = null where id in (${which}) returning id`
    : `delete from ${name(table)} where id in (${which}) returning id`
}
