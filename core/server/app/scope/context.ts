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
  /** Whether a write first looks that the plugin is on, under its lock: plugins' scopes only. */
  gated: boolean
  /** The job that this transaction does: its row goes in the first message, or nothing is done. */
  take?: string
}

/** An open scope: one transaction under one role. */
export interface OpenScope {
  entry: Entry
  trx: TransactionClientContract
  parent?: OpenScope
  /** The knex transaction of a nested scope, once its savepoint is set. */
  txid?: string
  /** While a service of another plugin runs in this transaction, the caller's own queries wait. */
  child?: Promise<void>
  /** Run once the outermost transaction has committed; what they throw is lost. */
  afterCommit: Set<() => void>
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
  const look = entry.gated && !entry.readOnly ? ';select core_api.assert_active()' : ''
  const take = entry.take ? `;select core_api.take_job('${checked(UUID, entry.take)}')` : ''
  return `BEGIN${entry.readOnly ? ' READ ONLY' : ''};${roleStatements(entry.role)};${settings}${look}${take}`
}
