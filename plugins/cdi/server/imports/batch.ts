import { copiesIn, type CopyIn } from '../catalogue/copies_in.ts'
import { describe } from '../catalogue/describe.ts'
import { addRecords, knownKeys, refreshCopies, type Origin } from '../catalogue/store.ts'
import { rowsOf } from '../scope.ts'
import type { Reading, UnimarcRecord } from '../unimarc/record.ts'

/** What became of a record of a file. */
export interface Line {
  number: number
  outcome: 'added' | 'known' | 'refused' | 'repaired'
  code: string | null
  title: string
  recordId: string | null
}

interface Sorted {
  line: Line
  record?: UnimarcRecord
  keys: string[]
}

export interface Importing {
  readings: readonly Reading[]
  importId: string | null
  /** Keys of the records of the same file seen before. */
  seen: Set<string>
  /** Only says what would become of them. */
  dry: boolean
}

/** As `takeIn`, for an import, which keeps what became of each record. */
export async function importBatch(importing: Importing & { importId: string }): Promise<Line[]> {
  const lines = await takeIn(importing)
  await keep(lines, importing.importId)
  return lines
}

/** Sorts some records of a file into new, known and refused, and unless it is a trial adds the new ones with their copies. */
export async function takeIn({ readings, importId, seen, dry }: Importing): Promise<Line[]> {
  const sorted = await sortOut(readings, seen)
  const fresh = sorted.filter(({ record, line }) => record && line.outcome !== 'known')
  if (!dry) {
    const origin: Origin = 'file'
    const ids = await addRecords(fresh.map(({ record }) => ({ record: record!, origin, importId })))
    for (const [index, { line }] of fresh.entries()) line.recordId = ids[index]!
    await addCopies(sorted, importId)
  }
  return sorted.map(({ line }) => line)
}

async function sortOut(readings: readonly Reading[], seen: Set<string>): Promise<Sorted[]> {
  const described = readings.map((reading) => ({
    reading,
    about: reading.record && describe(reading.record),
  }))
  const known = await knownKeys(described.flatMap(({ about }) => about?.keys ?? []))
  return described.map(({ reading, about }) => {
    const { number, refusal, repairs } = reading
    const line = { number, title: about?.title ?? '', recordId: null }
    if (!reading.record || !about)
      return { keys: [], line: { ...line, outcome: 'refused', code: refusal ?? null } }
    const key = keyAmong(about.keys, (one) => known.has(one) || seen.has(one))
    for (const one of about.keys) seen.add(one)
    const outcome = key ? 'known' : repairs.length ? 'repaired' : 'added'
    const code = key ? key.split(':')[0]! : (repairs[0] ?? null)
    const recordId = key ? (known.get(key) ?? null) : null
    return { record: reading.record, keys: about.keys, line: { ...line, outcome, code, recordId } }
  })
}

/** The surest key by which a record is there: an ISBN of its own that is not there outweighs the same title. */
function keyAmong(keys: readonly string[], there: (key: string) => boolean): string | undefined {
  const found = keys.find(there)
  const sure = keys.some((key) => key.startsWith('ean:'))
  return found?.startsWith('title:') && sure ? undefined : found
}

async function addCopies(sorted: readonly Sorted[], importId: string | null): Promise<void> {
  const copies = sorted.flatMap(({ record, line }) =>
    record && line.recordId
      ? copiesIn(record).map((copy: CopyIn) => ({ ...copy, recordId: line.recordId }))
      : []
  )
  if (!copies.length) return
  const added = await rowsOf<{ record_id: string }>(
    `insert into copies (record_id, barcode, call_number, place, note, import_id)
     select distinct on (barcode) "recordId", barcode, "callNumber", place, note, ?::uuid from jsonb_to_recordset(?::jsonb)
       as n ("recordId" uuid, barcode text, "callNumber" text, place text, note text) order by barcode
     on conflict (school_id, barcode) do nothing returning record_id`,
    [importId, JSON.stringify(copies)]
  )
  await refreshCopies([...new Set(added.map(({ record_id: id }) => id))])
}

function keep(lines: readonly Line[], importId: string): Promise<unknown> {
  return rowsOf(
    `insert into import_lines (import_id, number, outcome, code, title, record_id)
     select ?::uuid, number, outcome, code, title, "recordId" from jsonb_to_recordset(?::jsonb)
       as n (number integer, outcome text, code text, title text, "recordId" uuid)`,
    [importId, JSON.stringify(lines)]
  )
}
