import type { ClientBase } from 'pg'

/** The staging tables with the columns that an import fills, and their types. */
const TABLES = {
  structures:
    'seq bigint, file text, line int, structure text, uai text, name text, kind text, city text, refused boolean',
  people:
    'seq bigint, file text, line int, category text, key text, given_name text, family_name text, slug text, mail text',
  functions: 'seq bigint, structure text, key text, profile text, code text',
  groups: 'seq bigint, structure text, kind text, source_key text, name text, label text',
  places:
    'seq bigint, structure text, kind text, source_key text, key text, role text, subject text, starts_on date',
  links:
    'seq bigint, student text, guardian text, kinship text, legal boolean, in_charge boolean, contact boolean, financial boolean, payment boolean',
} as const

type Table = keyof typeof TABLES
type Cell = string | number | boolean | null

const NAMES = Object.keys(TABLES) as Table[]

/** All tables of an import, those derived inside the database included. */
const ALL = [...NAMES, 'members', 'group_members', 'guardianships'].map(
  (name) => `core.staged_${name}`
)

/** Rows sent at once: enough to make a message worth its while, few enough to hold. */
const BATCH = 4000

/** Collects rows and sends them in batches, one message in flight while the next is read. */
export class Staging {
  readonly #client: ClientBase
  readonly #rows = new Map<Table, Record<string, Cell>[]>()
  #count = 0
  #sending: Promise<unknown> = Promise.resolve()

  constructor(client: ClientBase) {
    this.#client = client
  }

  /** Empties the tables, before and after: personal data waits here no longer than needed. */
  async clear(): Promise<void> {
    await this.#client.query(`truncate ${ALL.join(', ')}`)
  }

  add(table: Table, row: Record<string, Cell>): void {
    const rows = this.#rows.get(table)
    if (rows) rows.push(row)
    else this.#rows.set(table, [row])
    this.#count++
  }

  /** Whether enough is waiting to be sent. */
  get full(): boolean {
    return this.#count >= BATCH
  }

  /** Sends what waits, once what was sent before has arrived. */
  async flush(): Promise<void> {
    await this.#sending
    const batches = [...this.#rows]
    this.#rows.clear()
    this.#count = 0
    this.#sending = this.#send(batches)
    this.#sending.catch(() => undefined)
  }

  /** Waits until nothing is in flight, whatever became of it. */
  async settle(): Promise<void> {
    await this.#sending.catch(() => undefined)
  }

  /** Sends the last rows and tells the planner how many there are. */
  async finish(): Promise<void> {
    await this.flush()
    await this.#sending
    await this.#client.query(`analyze ${NAMES.map((name) => `core.staged_${name}`).join(', ')}`)
  }

  async #send(batches: [Table, Record<string, Cell>[]][]) {
    for (const [table, rows] of batches) {
      const columns = TABLES[table].replace(/ (bigint|text|int|boolean|date)\b/g, '')
      await this.#client.query(
        `insert into core.staged_${table} (${columns})
         select ${columns} from json_to_recordset($1::json) as row (${TABLES[table]})`,
        [JSON.stringify(rows)]
      )
    }
  }
}
