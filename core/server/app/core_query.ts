import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'
import { outsideScope } from '#app/scope/index'

/** One statement of the core's own, as `core_runtime`, with `?` for values; answers its rows. */
export async function coreQuery<Row>(
  sql: string,
  values: readonly (StrictValues | null)[] = [],
  trx?: TransactionClientContract
): Promise<Row[]> {
  const run = async () =>
    await (trx ?? db.connection('core')).rawQuery(sql, [...values] as StrictValues[])
  const { rows } = (await outsideScope(run)) as { rows: Row[] }
  return rows
}

/** A transaction of the core's own. */
export function coreTransaction<T>(
  work: (trx: TransactionClientContract) => Promise<T>
): Promise<T> {
  return outsideScope(() => db.connection('core').transaction(async (trx) => await work(trx)))
}
