import { AsyncLocalStorage } from 'node:async_hooks'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/** Whom a scope is of: a member in a school, or a person over all his schools. Never both. */
export type ScopeKey =
  | { kind: 'school'; schoolId: string; memberId: string | null }
  | { kind: 'person'; accountId: string }

/** How a scope enters the database: under which role, and whether it may write. */
export type Entry = ScopeKey & {
  role: string
  readOnly: boolean
  /**
   * Plugins whose switching a write waits for, in order of id: its own, which it then looks to be on,
   * and those whose services it may call. Empty for the core's own scopes.
   */
  locks: readonly string[]
  /** The job that this transaction does: its row goes in the first message, or nothing is done. */
  take?: string
}

/** An open scope: one transaction under one role. */
export interface OpenScope {
  entry: Entry
  trx: TransactionClientContract
  /** Shared by a scope and the transactions that it opens. */
  turn: Turn
  parent?: OpenScope
  /** The knex transaction of a service's scope, once its savepoint is on its way. */
  txid?: string
  /** Gives the turn back to the caller; a service's scope only. */
  leave?: () => void
  /** Run once the outermost transaction has committed; what they throw is lost. */
  afterCommit: Set<() => void>
}

/** While a service of another plugin runs in a scope's transaction, the scope's own queries wait. */
export interface Turn {
  service?: Promise<void>
}

/** Makes the caller's queries wait until the service leaves. */
export function takeTurn(opening: OpenScope, { turn }: OpenScope): void {
  const service = new Promise<void>((resolve) => {
    opening.leave = () => {
      if (turn.service === service) delete turn.service
      resolve()
    }
  })
  turn.service = service
}

interface Store {
  entering?: Entry
  opening?: OpenScope
  scope?: OpenScope
}

export const scopes = new AsyncLocalStorage<Store>()

/** The scope that the current code runs in, if any. */
export function currentScope(): OpenScope | undefined {
  return scopes.getStore()?.scope
}

/** Runs the core's own work outside of the scope it was called from; the scope's transaction is not touched. */
export function outsideScope<T>(work: () => T): T {
  return scopes.exit(work)
}

const ROLE = /^(plugin_[a-z0-9_]{1,50}|core_person)$/
const PLUGIN = /^[a-z][a-z0-9-]{0,39}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function checked(form: RegExp, value: string): string {
  if (!form.test(value)) throw new Error(`scope: '${value}' is not of the form ${form}`)
  return value
}

/** The statements that put a transaction under a role. */
export function roleStatements(role: string): string {
  const name = checked(ROLE, role)
  return `SET LOCAL ROLE ${name};SET LOCAL search_path=${name},core_api,extensions`
}

/** The statements of a scope's first message: one kind is set, the other emptied. */
export function entryStatements(entry: Entry): string {
  const [school, member, account] =
    entry.kind === 'school'
      ? [
          checked(UUID, entry.schoolId),
          entry.memberId === null ? '' : checked(UUID, entry.memberId),
          '',
        ]
      : ['', '', checked(UUID, entry.accountId)]
  const settings = `SET LOCAL app.school_id='${school}';SET LOCAL app.member_id='${member}';SET LOCAL app.account_id='${account}'`
  const look = entry.readOnly ? [] : lookStatements(entry.locks, school)
  const begin = `BEGIN${entry.readOnly ? ' READ ONLY' : ''}`
  const take = entry.take ? [`select core_api.take_job('${checked(UUID, entry.take)}')`] : []
  return [begin, roleStatements(entry.role), settings, ...look, ...take].join(';')
}

/** Every lock in one order, as switches take them, so that neither waits for the other in a ring. */
function lookStatements(locks: readonly string[], school: string): string[] {
  if (!locks.length) return []
  const others = locks.length > 1 && school ? locks : []
  return [
    ...others.map(
      (id) =>
        `select pg_advisory_xact_lock_shared(core_api.lock_key('${school}','${checked(PLUGIN, id)}'))`
    ),
    'select core_api.assert_active()',
  ]
}
