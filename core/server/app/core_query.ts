import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'
import { outsideScope, prepared } from '#app/scope/index'

/** One statement of the core's own, as `core_runtime`, with `?` for values; answers its rows. */
export async function coreQuery<Row>(
  sql: string,
  values: readonly (StrictValues | null)[] = [],
  trx?: TransactionClientContract
): Promise<Row[]> {
  if (!trx) return prepared<Row>('core', numbered(sql), values)
  const run = async () => await trx.rawQuery(sql, [...values] as StrictValues[])
  const { rows } = (await outsideScope(run)) as { rows: Row[] }
  return rows
}

const MOST_TEXTS = 1000
const texts = new Map<string, string>()

/** The text as PostgreSQL reads it: `$1` for the first `?`, and `?` itself where it is written `\\?`. */
function numbered(sql: string): string {
  let text = texts.get(sql)
  if (text === undefined) {
    let number = 0
    text = sql.replace(/\\?\?/g, (found) => (found === '?' ? `$${++number}` : '?'))
    if (texts.size >= MOST_TEXTS) texts.clear()
    texts.set(sql, text)
  }
  return text
}

/** A transaction of the core's own. */
export function coreTransaction<T>(
  work: (trx: TransactionClientContract) => Promise<T>
): Promise<T> {
  return outsideScope(() => db.connection('core').transaction(async (trx) => await work(trx)))
}
