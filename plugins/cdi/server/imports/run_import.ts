import type { JobRun } from '@preau/kit/server'
import { rowsOf, type CdiScope, type Manifest } from '../scope.ts'
import { HostileXml } from '../unimarc/marcxml_read.ts'
import { readRecords } from '../unimarc/read_file.ts'
import type { Encoding, Reading } from '../unimarc/record.ts'
import { describe } from '../catalogue/describe.ts'
import { importBatch, type Line } from './batch.ts'

const AT_ONCE = 200
const SAMPLES = 3
/** Records of one file. */
const MOST = 200_000

interface Payload {
  importId: string
  encoding?: Encoding
}

/** What is known of an import, beside its lines. */
export interface Report {
  records: number
  added: number
  repaired: number
  known: number
  refused: number
  /** Titles with an accent, as they were read. */
  samples: string[]
  encoding: Encoding
  /** Why the file as a whole was given up. */
  broken?: string
}

type Run = JobRun<Manifest>

/** A trial: reads the whole file, and says what would become of each record. */
export const readImport = {
  steps: (run: Run, payload: Payload) => go(run, payload, true),
}

/** Adds what the file has and the school has not. Done again after a crash, it goes on with what is not there yet. */
export const runImport = {
  steps: (run: Run, payload: Payload) => go(run, payload, false),
}

async function go(run: Run, { importId, encoding }: Payload, dry: boolean): Promise<void> {
  const bytes = await run.step((scope) => begin(scope, importId))
  const report = blank(encoding)
  const seen = new Set<string>()
  let batch: Reading[] = []
  const flush = async () => {
    const readings = batch
    batch = []
    if (!readings.length) return
    const lines = await run.step(() => importBatch({ readings, importId, seen, dry }))
    tally(report, readings, lines)
    await run.progress({ done: report.records })
  }
  try {
    for (const reading of readRecords(bytes, encoding)) {
      if (report.records + batch.length >= MOST) throw new HostileXml('too many records')
      if (batch.push(reading) >= AT_ONCE) await flush()
      if (run.signal.aborted) return
    }
  } catch (error) {
    if (!(error instanceof HostileXml)) throw error
    report.broken = error.message === 'too many records' ? 'too-many' : 'hostile'
  }
  await flush()
  const state = dry ? 'read' : 'done'
  await run.finish(() => end(importId, state, report))
}

/** Nobody reads two lines of one record: those of a trial, or of a run that was cut short, go first. */
async function begin(scope: CdiScope, importId: string): Promise<Buffer> {
  await rowsOf('delete from import_lines where import_id = ?', [importId])
  const [file] = await scope.files.list({ table: 'imports', id: importId })
  if (!file) throw new Error(`the file of the import ${importId} is gone`)
  return scope.files.read(file.id)
}

function blank(encoding: Encoding = 'utf-8'): Report {
  return { records: 0, added: 0, repaired: 0, known: 0, refused: 0, samples: [], encoding }
}

function tally(report: Report, readings: readonly Reading[], lines: readonly Line[]): void {
  report.records += readings.length
  for (const { outcome } of lines) report[outcome]++
  const other = readings.find(({ encoding }) => encoding !== 'utf-8')
  if (other) report.encoding = other.encoding
  for (const { record } of readings) {
    if (!record || report.samples.length >= SAMPLES) continue
    const { title } = describe(record)
    if (/[^\x20-\x7e]/.test(title)) report.samples.push(title.slice(0, 120))
  }
}

async function end(importId: string, state: string, report: Report): Promise<void> {
  await rowsOf('update imports set state = ?, report = ?::jsonb where id = ?', [
    ...[state, JSON.stringify(report), importId],
  ])
}
