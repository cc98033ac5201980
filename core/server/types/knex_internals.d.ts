declare module 'knex/lib/dialects/postgres/index.js' {
  /** knex's PostgreSQL client, as far as the scope overrides it. */
  export default class Client_PG {
    constructor(config: object)
    transaction(...args: unknown[]): Pick<Promise<unknown>, 'then' | 'catch'>
    queryBuilder(): unknown
    raw(...args: unknown[]): unknown
    _query(connection: object, query: import('#app/scope/client').KnexQuery): Promise<unknown>
    query(connection: object, query: unknown): Promise<{ response: { command: string } }>
    /** A pg client of the pool. */
    acquireConnection(): Promise<
      import('#app/scope/statements').PgConnection & {
        query(config: object): Promise<{ rows: unknown[] }>
      }
    >
    releaseConnection(connection: object): Promise<void>
  }
}
declare module 'knex/lib/dialects/postgres/execution/pg-transaction.js' {
  /** knex's PostgreSQL transaction, as far as the scope overrides it. */
  export default class Transaction_PG {
    constructor(client: object, ...args: unknown[])
    then: Promise<unknown>['then']
    catch: Promise<unknown>['catch']
    trxClient: import('knex/lib/dialects/postgres/index.js').default
    txid: string
    _completed: boolean
    _resolver(value: unknown): void
    _rejecter(error: unknown): void
    begin(connection: object): Promise<unknown>
    commit(connection: object, value: unknown): Promise<unknown>
    rollback(connection: object, error: unknown): Promise<unknown>
    savepoint(connection: object): Promise<unknown>
    release(connection: object, value: unknown): Promise<unknown>
    query(connection: object, sql: string, status?: number, value?: unknown): Promise<unknown>
  }
}
