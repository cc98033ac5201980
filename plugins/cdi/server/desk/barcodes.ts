import { rowsOf } from '../scope.ts'

/**
 * Barcodes of our own that no copy has yet: `C` and six digits, counted on from the highest. One at a time makes them in
 * a school, until its transaction ends.
 */
export function freeBarcodes(count: number): Promise<string[]> {
  return next('copies', { column: 'barcode', letter: 'C', count })
}

/** Codes of readers' cards that nobody has yet: `L` and six digits. */
export function freeCards(count: number): Promise<string[]> {
  return next('cards', { column: 'code', letter: 'L', count })
}

async function next(
  table: 'copies' | 'cards',
  { column, letter, count }: { column: string; letter: string; count: number }
): Promise<string[]> {
  await rowsOf(
    `select pg_advisory_xact_lock(hashtextextended('cdi:' || ? || core_api.school_id()::text, 0))`,
    [table]
  )
  const [row] = await rowsOf<{ last: string | null }>(
    `select max(substr(${column}, 2)) as last from ${table} where ${column} collate "C" ~ ?`,
    [`^${letter}[0-9]{6}$`]
  )
  const last = Number(row?.last ?? 0)
  return Array.from({ length: count }, (_, at) => letter + String(last + at + 1).padStart(6, '0'))
}
