import type { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { ScopedClient } from './client.ts'
import { currentScope, scopes, type Entry, type OpenScope } from './context.ts'

const POOL = 'app'

let plainConnection: Database['connection'] | undefined
const pools = new Map<string, ScopedClient>()

/**
 * Makes Lucid respect scopes: its pools use the scoped client, and inside a
 * scope every call goes through the scope's transaction, whatever asks
 * (models, query builder, raw queries). Any other connection is refused there.
 */
export function installScopes(db: Database): void {
  plainConnection = db.connection.bind(db)
  for (const name of [POOL, 'core']) {
    db.manager.connect(name)
    const client: unknown = db.manager.get(name)?.connection?.client?.client
    if (typeof client !== 'object' || !client) continue
    Object.setPrototypeOf(client, ScopedClient.prototype)
    if (client instanceof ScopedClient) pools.set(name, client)
  }
  const scoped: Database['connection'] = (name, options) => {
    const scope = currentScope()
    if (!scope) return plainConnection!(name, options)
    if (name !== undefined && name !== POOL)
      throw new Error(`scope: connection '${name}' is out of reach inside a scope`)
    return scope.trx
  }
  db.connection = scoped
}

/**
 * One statement of the host's own on a pool, outside of any scope, with `$1` for values: prepared once
 * a connection, and sent as it is, since building a query costs as much as asking it.
 */
export function prepared<Row>(
  pool: 'core',
  text: string,
  values: readonly unknown[]
): Promise<Row[]> {
  const client = pools.get(pool)
  if (!client) throw new Error(`scope: the pool '${pool}' is not open`)
  return client.prepared<Row>(text, values)
}

/**
 * Opens a scope: one transaction whose first message sets role, path, school and
 * member (or account). Commits when `work` resolves, rolls back when it throws.
 * @throws PR404 (SQLSTATE) when a write's plugin is off
 */
export async function withScope<T>(
  entry: Entry,
  work: (scope: OpenScope) => Promise<T>
): Promise<T> {
  if (currentScope()) throw new Error('scope: a scope cannot be opened inside another')
  const afterCommit = new Set<() => void>()
  const result = await scopes.run({ entering: entry }, () =>
    plainConnection!(POOL).transaction((trx) => runIn({ entry, trx, turn: {}, afterCommit }, work))
  )
  for (const react of afterCommit) react()
  return result
}

/** Runs `work` in a scope whose own transactions are scopes too: a service called inside one nests in it. */
function runIn<T>(scope: OpenScope, work: (scope: OpenScope) => Promise<T>): Promise<T> {
  scope.trx.transaction = nesting(scope)
  return scopes.run({ scope }, async () => await work(scope))
}

type Work<T> = (trx: TransactionClientContract) => Promise<T>
type Options = Parameters<TransactionClientContract['transaction']>[0]

function nesting(scope: OpenScope): TransactionClientContract['transaction'] {
  const plain = scope.trx.transaction.bind(scope.trx)
  function nested<T>(work: Work<T>, options?: Options): Promise<T>
  function nested(options?: Options): Promise<TransactionClientContract>
  function nested<T>(work?: Work<T> | Options, options?: Options): Promise<unknown> {
    if (typeof work !== 'function')
      throw new Error('scope: db.transaction() takes its work as a function here')
    return plain((trx) => runIn({ ...scope, trx }, () => work(trx)), options)
  }
  return nested
}

/** A read-only scope of a person, under the core's own role: sign-in, `/api/me`. */
export function withPersonScope<T>(
  accountId: string,
  work: (trx: TransactionClientContract) => Promise<T>
): Promise<T> {
  const entry: Entry = {
    kind: 'person',
    accountId,
    role: 'core_person',
    readOnly: true,
    locks: [],
  }
  return withScope(entry, ({ trx }) => work(trx))
}

/**
 * Runs `work` as another plugin in the caller's transaction: a savepoint under
 * that plugin's role. What it throws undoes its own writes only. The caller's
 * queries wait meanwhile. @throws PR404 (SQLSTATE) when it writes and that plugin is off
 */
export async function asPlugin<T>(role: string, work: () => Promise<T>): Promise<T> {
  const outer = currentScope()
  if (!outer) throw new Error('scope: a service is called inside a scope')
  const entry = { ...outer.entry, role }
  const { trx, afterCommit } = outer
  const opening: OpenScope = { entry, trx, turn: {}, parent: outer, afterCommit }
  try {
    return await scopes.run({ opening }, () =>
      outer.trx.transaction((trx) => {
        opening.trx = trx
        return runIn(opening, work)
      })
    )
  } finally {
    opening.leave?.()
  }
}
