import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure, unknownRoute } from '#app/failure'
import { forget } from '#app/host/activation_cache'
import { loadedPlugin } from '#app/host/registry'
import { nextRevision, type Actor } from '#app/host/switchboard/change'
import { withSystemScope } from '#app/host/system_scope'
import type { CoreRun } from '#app/jobs/core_jobs'
import { enqueue } from '#app/outbox/enqueue'
import { say } from '#app/locales'
import { schoolTables } from './plugin_tables.ts'
import { schoolById } from './schools.ts'

/** Days between the decision and the purge, in which it can be taken back. */
export const PURGE_DAYS = 30
/** Rows that one transaction deletes. */
const BATCH = 2000

interface Target {
  schoolId: string
  plugin: string
  actor: Actor & { accountId: string }
}

/**
 * Decides that what a module keeps in a school will be deleted in `PURGE_DAYS` days.
 * @throws E_PURGE_ON (409) while it is on, E_PURGE_EXPORT (409) without an archive made in the last week,
 * E_PURGE_NAME (422) unless `confirm` is the module's name
 */
export async function planPurge({
  schoolId,
  plugin,
  actor,
  confirm,
}: Target & { confirm: string }): Promise<Date> {
  if (!loadedPlugin(plugin)) throw unknownRoute()
  const names = (['fr', 'en'] as const).map((locale) => say(plugin, locale, 'name'))
  if (!names.includes(confirm.trim())) throw new Failure('E_PURGE_NAME', 422, { field: 'confirm' })
  return coreTransaction(async (trx) => {
    await lock(trx, schoolId, plugin)
    await refuseTooEarly(trx, schoolId, plugin)
    const [row] = await coreQuery<{ purge_at: Date }>(
      `update core.activations set purge_at = now() + ?::interval, purge_asked_by = ?
       where school_id = ? and plugin = ? returning purge_at`,
      [`${PURGE_DAYS} days`, actor.accountId, schoolId, plugin],
      trx
    )
    if (!row) throw new Failure('E_NOT_FOUND', 404)
    await line(trx, { schoolId, plugin, actor, action: 'purge', purgeAt: row.purge_at })
    await enqueue(
      {
        schoolId,
        job: 'purge',
        queue: 'bulk',
        payload: { plugin },
        dueAt: row.purge_at,
        dedupeKey: plugin,
      },
      trx
    )
    return row.purge_at
  })
}

/** @throws E_PURGE_ON (409), E_PURGE_EXPORT (409) */
async function refuseTooEarly(
  trx: TransactionClientContract,
  schoolId: string,
  plugin: string
): Promise<void> {
  const [state] = await coreQuery<{ on: boolean; exported: boolean }>(
    `select coalesce((select active or is_on from core.activations where school_id = ? and plugin = ?), false) as on,
       exists (select from core.exports where school_id = ? and plugin = ? and kind = 'module' and state = 'ready'
         and ready_at > now() - interval '7 days') as exported`,
    [schoolId, plugin, schoolId, plugin],
    trx
  )
  if (state!.on) throw new Failure('E_PURGE_ON', 409)
  if (!state!.exported) throw new Failure('E_PURGE_EXPORT', 409)
}

/** Takes the decision back; nothing has been deleted. */
export async function cancelPurge({ schoolId, plugin, actor }: Target): Promise<void> {
  await coreTransaction(async (trx) => {
    await lock(trx, schoolId, plugin)
    const changed = await coreQuery(
      `update core.activations set purge_at = null, purge_asked_by = null
       where school_id = ? and plugin = ? and purge_at is not null returning plugin`,
      [schoolId, plugin],
      trx
    )
    if (!changed.length) throw new Failure('E_NOT_FOUND', 404)
    await coreQuery(
      `delete from core.outbox where school_id = ? and plugin = 'core' and job = 'purge' and dedupe_key = ?`,
      [schoolId, plugin],
      trx
    )
    await line(trx, { schoolId, plugin, actor, action: 'purge', purgeAt: null })
  })
}

/** Deletes all that a module keeps in a school, if that is still decided and its day has come. */
export async function purge(run: CoreRun): Promise<void> {
  const plugin = String(run.payload['plugin'])
  const loaded = loadedPlugin(plugin)
  const school = run.schoolId ? await schoolById(run.schoolId) : undefined
  if (!school || !loaded || !(await isDecided(school.id, plugin))) return
  const scope = { plugin: loaded, school, signal: run.signal, gated: false }
  const purging = loaded.server.lifecycle?.purging
  if (purging) await withSystemScope(scope, purging)
  const deleted: Record<string, number> = {}
  for (const table of await schoolTables(plugin)) {
    deleted[table] = 0
    for (let count = BATCH; count === BATCH;) {
      count = await withSystemScope(scope, () => deleteSome(table))
      deleted[table] += count
      await run.progress({
        done: Object.values(deleted).reduce((sum, one) => sum + one, 0),
        note: table,
      })
    }
  }
  await run.finish((trx) => forgetModule(trx, { schoolId: school.id, plugin, deleted }))
  forget(school.id)
}

async function deleteSome(table: string): Promise<number> {
  const { rows } = await db.rawQuery<{ rows: unknown[] }>(
    `delete from "${table}" where ctid = any (array(select ctid from "${table}" limit ${BATCH})) returning 1`
  )
  return rows.length
}

async function isDecided(schoolId: string, plugin: string): Promise<boolean> {
  const rows = await coreQuery(
    `select from core.activations where school_id = ? and plugin = ? and not active and not is_on and purge_at <= now()`,
    [schoolId, plugin]
  )
  return rows.length > 0
}

interface Forgetting {
  schoolId: string
  plugin: string
  deleted: Record<string, number>
}

/** What the core itself kept of the module there: settings, waiting work, files; the ledger stays. */
async function forgetModule(
  trx: TransactionClientContract,
  { schoolId, plugin, deleted }: Forgetting
): Promise<void> {
  const whose = [schoolId, plugin]
  await coreQuery(
    `update core.files set state = 'gone', gone_at = now() where school_id = ? and plugin = ? and account_id is null and state <> 'gone'`,
    whose,
    trx
  )
  for (const table of ['outbox', 'notices', 'notification_choices'])
    await coreQuery(`delete from core.${table} where school_id = ? and plugin = ?`, whose, trx)
  await coreQuery(
    `update core.activations set settings = '{}', purge_at = null, purge_asked_by = null where school_id = ? and plugin = ?`,
    whose,
    trx
  )
  const actor = { accountId: null, role: 'system' } as const
  await line(trx, { schoolId, plugin, actor, action: 'purged', purgeAt: null, deleted })
}

async function lock(trx: TransactionClientContract, schoolId: string, plugin: string) {
  await coreQuery(
    'select pg_advisory_xact_lock(core_api.lock_key(?::uuid, ?))',
    [schoolId, plugin],
    trx
  )
}

interface Line {
  schoolId: string
  plugin: string
  actor: Actor
  action: 'purge' | 'purged'
  purgeAt: Date | null
  deleted?: Record<string, number>
}

async function line(
  trx: TransactionClientContract,
  { schoolId, plugin, actor, action, purgeAt, deleted = {} }: Line
) {
  await coreQuery(
    `insert into core.ledger (school_id, plugin, revision, action, actor_account_id, actor_role, before, after)
     values (?, ?, ?, ?, ?, ?, '{}', ?::jsonb)`,
    [
      ...[schoolId, plugin, await nextRevision(trx), action, actor.accountId, actor.role],
      JSON.stringify({ purgeAt, deleted }),
    ],
    trx
  )
}
