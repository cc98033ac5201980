import type { ScopedClient } from './client.ts'
import { entryStatements, type Entry } from './context.ts'
import type { PgConnection } from './statements.ts'
import { hold } from './together.ts'

/** Told once queries may be built; knex's own word for it is the container. */
export type OnReady = (transaction: unknown) => void
type Connection = PgConnection & { __scope?: Entry | undefined }

/**
 * A read scope's transaction, in the place of knex's, which costs as much as the queries of a page.
 * Neither its first message nor its last is waited for: both travel with what is written next, and
 * if the first fails, so do the queries behind it.
 */
export async function readTransaction(
  pool: ScopedClient,
  entry: Entry,
  onReady: OnReady
): Promise<void> {
  const connection: Connection = await pool.acquireConnection()
  try {
    await new Promise<void>((onEnd) => {
      const transaction = new ReadTransaction(pool, connection, onEnd)
      connection.__scope = { ...entry }
      transaction.say(entryStatements(entry))
      onReady(transaction)
    })
  } finally {
    void pool.releaseConnection(connection)
  }
}

/** As much of a knex transaction as Lucid asks for. */
class ReadTransaction {
  /** Builds queries as the pool's client does, and runs them on this transaction's connection until its end. */
  readonly client: ScopedClient
  /** What a savepoint looks at in the transaction that it is set in. */
  readonly transactor = this
  _lastChild: Promise<unknown> = Promise.resolve()
  readonly #pool: ScopedClient
  readonly #connection: Connection
  readonly #onEnd: () => void
  #completed = false

  constructor(pool: ScopedClient, connection: Connection, onEnd: () => void) {
    this.#pool = pool
    this.#connection = connection
    this.#onEnd = onEnd
    this.client = Object.assign(Object.create(pool) as ScopedClient, {
      transacting: true,
      acquireConnection: async () => connection,
      releaseConnection: async () => undefined,
      query: async (on: object, query: unknown) => {
        if (this.#completed || on !== connection)
          throw new Error('scope: the transaction ended before this query was sent')
        return pool.query(on, query)
      },
    })
  }

  isCompleted(): boolean {
    return this.#completed
  }

  queryBuilder(): unknown {
    return this.client.queryBuilder()
  }

  raw(...args: unknown[]): unknown {
    return this.client.raw(...args)
  }

  /** A savepoint, by knex's own transaction. */
  transaction(config?: object): Promise<unknown> {
    const wish = { ...config, userParams: {}, doNotRejectOnRollback: true }
    return new Promise((resolve, reject) => {
      this.client.transaction(resolve, wish, this).catch(reject)
    })
  }

  async commit(): Promise<void> {
    this.#end('COMMIT')
  }

  async rollback(): Promise<void> {
    this.#end('ROLLBACK')
  }

  /** Sends one of the host's own messages without waiting for its answer. */
  say(sql: string): void {
    hold(this.#connection)
    this.#pool.query(this.#connection, sql).catch(() => undefined)
  }

  #end(sql: string) {
    if (this.#completed) return
    this.#completed = true
    this.#connection.__scope = undefined
    this.say(sql)
    this.#onEnd()
  }
}
