import ClientPG from 'knex/lib/dialects/postgres/index.js'
import TransactionPG from 'knex/lib/dialects/postgres/execution/pg-transaction.js'
import {
  entryStatements,
  roleStatements,
  scopes,
  takeTurn,
  type Entry,
  type Turn,
} from './context.ts'
import { readTransaction, type OnReady } from './read_transaction.ts'
import { guard, preparedName, type PgConnection } from './statements.ts'
import { letGo } from './together.ts'

/** A query as knex hands it to its driver; the host's own statements carry no `method`. */
export interface KnexQuery {
  sql: string
  method?: string
  bindings?: unknown[]
  options?: object
}

interface Marked extends PgConnection {
  __scope?: Entry
}

/** Raised when PostgreSQL answers ROLLBACK to a COMMIT: the transaction had failed, nothing was written. */
export class NothingWrittenError extends Error {
  constructor() {
    super('scope: the transaction was rolled back, nothing was written')
  }
}

/**
 * knex's transaction, with an honest commit and, when a scope that writes is entered, one first
 * message that begins, sets role, path and settings, and looks that the plugin is on.
 */
class ScopedTransaction extends TransactionPG {
  override begin(connection: Marked): Promise<unknown> {
    const entry = scopes.getStore()?.entering
    if (!entry) return super.begin(connection)
    connection.__scope = { ...entry }
    return this.trxClient
      .query(connection, entryStatements(entry))
      .catch(async (error: unknown) => {
        connection.__scope = undefined
        await this.trxClient.query(connection, 'ROLLBACK').catch(() => undefined)
        this._completed = true
        throw error
      })
  }

  override commit(connection: Marked, value: unknown): Promise<unknown> {
    connection.__scope = undefined
    const sent = this.trxClient.query(connection, 'COMMIT;')
    this._completed = true
    return sent
      .then(({ response }) => {
        if (response.command !== 'COMMIT') throw new NothingWrittenError()
      })
      .then(
        () => this._resolver(value),
        (error: unknown) => {
          this._rejecter(error)
          throw error
        }
      )
  }

  override rollback(connection: Marked, error: unknown): Promise<unknown> {
    connection.__scope = undefined
    return super.rollback(connection, error)
  }

  override savepoint(connection: object): Promise<unknown> {
    const opening = scopes.getStore()?.opening
    if (!opening?.parent || opening.txid) return super.savepoint(connection)
    opening.txid = this.txid
    takeTurn(opening, opening.parent)
    const look = opening.entry.readOnly ? '' : ';select core_api.assert_active()'
    return this.trxClient
      .query(connection, `SAVEPOINT ${this.txid};${roleStatements(opening.entry.role)}${look}`)
      .catch(async (error: unknown) => {
        await this.trxClient
          .query(connection, `ROLLBACK TO SAVEPOINT ${this.txid}`)
          .catch(() => undefined)
        throw error
      })
  }

  override release(connection: object, value: unknown): Promise<unknown> {
    const scope = scopes.getStore()?.opening
    if (!scope?.parent || scope.txid !== this.txid) return super.release(connection, value)
    const back = roleStatements(scope.parent.entry.role)
    return this.query(connection, `RELEASE SAVEPOINT ${this.txid};${back}`, 1, value)
  }
}

/** knex's client for pools on which scopes are opened: guarded inside a scope, prepared statements everywhere. */
export class ScopedClient extends ClientPG {
  override transaction(...args: unknown[]): Pick<Promise<unknown>, 'then' | 'catch'> {
    const entry = scopes.getStore()?.entering
    if (entry?.readOnly) return readTransaction(this, entry, args[0] as OnReady)
    return new ScopedTransaction(this, ...args)
  }

  /** Runs a statement on a connection of the pool under a name, without knex's building of queries. */
  async prepared<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const connection = await this.acquireConnection()
    try {
      const name = preparedName(connection, '', text)
      const config = { text, values, queryMode: 'extended', ...(name ? { name } : {}) }
      const { rows } = await connection.query(config)
      return rows as Row[]
    } finally {
      void this.releaseConnection(connection)
    }
  }

  override _query(connection: Marked, query: KnexQuery): Promise<unknown> {
    if (query.method === undefined) return super._query(connection, query)
    const turn = scopes.getStore()?.scope?.turn
    return turn?.service ? this.afterService(turn, connection, query) : this.send(connection, query)
  }

  /** While another plugin's service runs in this transaction its role is set: one's own queries wait. */
  protected async afterService(turn: Turn, connection: Marked, query: KnexQuery): Promise<unknown> {
    const entry = connection.__scope
    while (turn.service) await turn.service
    // Meanwhile the transaction may have ended, and the connection be somebody else's.
    if (!entry || connection.__scope !== entry)
      throw new Error('scope: the transaction ended before this query was sent')
    return this.send(connection, query)
  }

  protected send(connection: Marked, query: KnexQuery): Promise<unknown> {
    const entry = connection.__scope
    try {
      if (entry) guard(query.sql)
    } catch (error) {
      return Promise.reject(error)
    }
    const role = scopes.getStore()?.scope?.entry.role ?? entry?.role ?? ''
    const name = preparedName(connection, role, query.sql)
    query.options = { ...query.options, queryMode: 'extended', ...(name ? { name } : {}) }
    const answer = super._query(connection, query)
    letGo(connection)
    return answer
  }
}
