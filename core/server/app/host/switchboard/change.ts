import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'
import { forget, NOTIFY } from '../activation_cache.ts'
import { enqueue } from '#app/outbox/enqueue'
import { nudge } from '#app/outbox/nudge'
import { loadedPlugin } from '../registry.ts'
import { dependentsOf, factsOf, isActive, type ModuleFacts, type Offer } from './facts.ts'

/** Who changes something, as the ledger tells it. */
export interface Actor {
  accountId: string | null
  role: 'head' | 'committee' | 'officer' | 'system'
}

export interface ChangeResult {
  revision: string
  line: string | null
  on: boolean
}

/** The stored part of a module's facts, as the ledger keeps it before and after. */
export type Stored = Pick<
  ModuleFacts,
  'isOn' | 'settings' | 'pausedProfiles' | 'pausedMode' | 'pausedUntil' | 'pausedReason'
>

export interface Change {
  schoolId: string
  plugin: string
  actor: Actor
  action: 'switch' | 'settings' | 'pause' | 'offer' | 'undo'
  reason: string
  /** The line that this one undoes. */
  undoes?: string
  /** The offer that held and the one that holds, when it is what changes. */
  offerBefore?: Offer
  offerAfter?: Offer
  /** Whether that offer is the general one again, an exception having ended. */
  inherits?: boolean
  /** Answers what is to be stored; `undefined` when there is nothing to change. @throws Failure when it may not be */
  decide(
    facts: Map<string, ModuleFacts>,
    trx: TransactionClientContract
  ): Promise<Partial<Stored> | undefined>
}

/**
 * One change of one module in one school, in one transaction: the locks of the
 * module and of what depends on it, in order of id; the fact; what is active
 * now; the revision; the ledger's line; the notice to every process. No write
 * of a module commits after its switching off has.
 */
export async function applyChange(change: Change): Promise<ChangeResult> {
  const result = await coreTransaction((trx) => applyIn(trx, change))
  forget(change.schoolId)
  return result
}

/** As `applyChange`, inside a transaction that the caller holds. */
export async function applyIn(
  trx: TransactionClientContract,
  change: Change
): Promise<ChangeResult> {
  const { schoolId, plugin } = change
  const touched = [plugin, ...dependentsOf(plugin)]
  await lockModules(trx, schoolId, touched)
  const facts = await factsOf(schoolId, trx)
  const before = facts.get(plugin)
  const wish = await change.decide(facts, trx)
  if (!before || !wish)
    return { revision: before?.revision ?? '0', line: null, on: before?.isOn ?? false }
  const after = { ...before, ...wish, ...(change.offerAfter ? { offer: change.offerAfter } : {}) }
  facts.set(plugin, after)
  const revision = await nextRevision(trx)
  const active = await isActive(plugin, facts)
  await store(trx, { schoolId, revision, facts: after, active })
  if (active !== before.active) await afterwards(trx, { schoolId, plugin, active })
  for (const id of touched)
    if (id !== plugin) await recompute(trx, { schoolId, revision, id, facts })
  const line = await writeLine(trx, {
    change,
    revision,
    before: { ...before, ...(change.offerBefore ? { offer: change.offerBefore } : {}) },
    after,
  })
  await coreQuery(NOTIFY, [`${schoolId}|${revision}`], trx)
  return { revision, line, on: after.isOn }
}

/** Keeps a school's modules from being switched, or written to, by others: in order of id, so that nobody waits in a ring. */
export async function lockModules(
  trx: TransactionClientContract,
  schoolId: string,
  ids: readonly string[]
): Promise<void> {
  await coreQuery("set local lock_timeout = '20s'", [], trx)
  for (const id of [...ids].sort())
    await coreQuery(
      'select pg_advisory_xact_lock(core_api.lock_key(?::uuid, ?))',
      [schoolId, id],
      trx
    )
}

export async function nextRevision(trx: TransactionClientContract): Promise<string> {
  const [row] = await coreQuery<{ revision: string }>(
    `select nextval('core.revision')::text as revision`,
    [],
    trx
  )
  return row!.revision
}

interface Storing {
  schoolId: string
  revision: string
  facts: ModuleFacts
  active: boolean
}

async function store(
  trx: TransactionClientContract,
  { schoolId, revision, facts, active }: Storing
) {
  await coreQuery(
    `insert into core.activations (school_id, plugin, is_on, settings, paused_profiles, paused_mode,
       paused_until, paused_reason, active, revision)
     values (?, ?, ?, ?::jsonb, ?::text[], ?, ?, ?, ?, ?)
     on conflict (school_id, plugin) do update set is_on = excluded.is_on, settings = excluded.settings,
       paused_profiles = excluded.paused_profiles, paused_mode = excluded.paused_mode,
       paused_until = excluded.paused_until, paused_reason = excluded.paused_reason,
       active = excluded.active, revision = excluded.revision, changed_at = now()`,
    [
      schoolId,
      facts.plugin,
      facts.isOn,
      JSON.stringify(facts.settings),
      facts.pausedProfiles,
      facts.pausedMode,
      facts.pausedUntil,
      facts.pausedReason,
      active,
      revision,
    ],
    trx
  )
}

interface Recomputing {
  schoolId: string
  revision: string
  id: string
  facts: Map<string, ModuleFacts>
}

async function recompute(
  trx: TransactionClientContract,
  { schoolId, revision, id, facts }: Recomputing
) {
  const active = await isActive(id, facts)
  const changed = await coreQuery(
    `update core.activations set active = ?, revision = ? where school_id = ? and plugin = ? and active <> ? returning plugin`,
    [active, revision, schoolId, id, active],
    trx
  )
  if (changed.length) await afterwards(trx, { schoolId, plugin: id, active })
}

/** What follows a change, once committed: the plugin's own hook, and what waited for it to come back. */
async function afterwards(
  trx: TransactionClientContract,
  { schoolId, plugin, active }: { schoolId: string; plugin: string; active: boolean }
) {
  const hook = active ? 'enabled' : 'disabled'
  if (loadedPlugin(plugin)?.server.lifecycle?.[hook])
    await enqueue({ schoolId, plugin, job: `hook:${hook}`, queue: 'interactive' }, trx)
  if (!active) return
  await coreQuery(
    'update core.outbox set held = false where school_id = ? and plugin = ? and held',
    [schoolId, plugin],
    trx
  )
  trx.after('commit', nudge)
}

interface Line {
  change: Change
  revision: string
  before: ModuleFacts
  after: ModuleFacts
}

async function writeLine(
  trx: TransactionClientContract,
  { change, revision, before, after }: Line
) {
  const [row] = await coreQuery<{ id: string }>(
    `insert into core.ledger (school_id, plugin, revision, action, actor_account_id, actor_role, reason, before, after, undoes)
     values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?) returning id`,
    [
      change.schoolId,
      change.plugin,
      revision,
      change.action,
      change.actor.accountId,
      change.actor.role,
      change.reason,
      JSON.stringify(stored(before)),
      JSON.stringify({ ...stored(after), ...(change.inherits ? { inherits: true } : {}) }),
      change.undoes ?? null,
    ],
    trx
  )
  if (change.undoes)
    await coreQuery(
      'update core.ledger set undone_by = ? where school_id = ? and id = ?',
      [row!.id, change.schoolId, change.undoes],
      trx
    )
  return row!.id
}

function stored(facts: ModuleFacts): Stored & { offer: string } {
  const { isOn, settings, pausedProfiles, pausedMode, pausedUntil, pausedReason, offer } = facts
  return { isOn, settings, pausedProfiles, pausedMode, pausedUntil, pausedReason, offer }
}
