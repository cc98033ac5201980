import type { TestHost } from '../host.ts'
import type { Mailbox } from '../mailbox.ts'
import type { TestDatabase } from '../postgres.ts'
import type { TwinSchools } from '../world.ts'

/** What a test host stands on: real parts, of its own. */
export interface Ground {
  database: TestDatabase
  server: TestHost
  mailbox: Mailbox
  world: TwinSchools
  /** One statement as the database's administrator, whom no row-level security binds. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
}
