import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { attributesOf } from './attributes.ts'
import { FeedError } from './feed_error.ts'
import type { Feed, FeedFile } from './feed_files.ts'
import { accept, first, type RecordContext, stagePerson } from './records.ts'
import type { ReportBuilder } from './report.ts'
import { type FeedRequest, RequestParser } from './request_parser.ts'
import { stageStaff } from './staff_record.ts'
import type { Staging } from './staging.ts'
import { stageStructure } from './structure_record.ts'
import { stageStudent } from './student_record.ts'
import { subjectLabel } from './subjects.ts'
import { decoderFor, type PieceDecoder } from './text_decoder.ts'
import { isoDate, isKey } from './values.ts'

/** What the whole feed says of itself. */
export interface FeedHeader {
  academy: string
  /** yyyy-mm-dd. */
  generatedOn: string
  /** SHA-256 over the names and bytes of its files. */
  fingerprint: string
}

/** Where a reading stands, from one file to the next. */
interface Reading {
  feed: Feed
  staging: Staging
  report: ReportBuilder
  hash: Hash
  subjects: Map<string, string>
  academy: string
  generatedOn: string
  seq: number
}

const READ_SIZE = 256 * 1024

/**
 * Reads every file of a feed into the staging tables, in memory that does not
 * grow with it.
 * @throws FeedError at the first file that is not what it should be
 */
export async function readFeed(
  feed: Feed,
  staging: Staging,
  report: ReportBuilder
): Promise<FeedHeader> {
  const day = `${feed.date.slice(6, 8)}/${feed.date.slice(4, 6)}/${feed.date.slice(0, 4)}`
  const generatedOn = isoDate(day)
  if (!generatedOn) throw new FeedError('E_AAF_GENERATED_ON', {}, feed.date)
  const hash = createHash('sha256')
  const subjects = new Map<string, string>()
  const reading = { feed, staging, report, hash, subjects, academy: '', generatedOn, seq: 0 }
  for (const file of feed.files) await readFile(file, reading)
  await staging.finish()
  return {
    academy: reading.academy,
    generatedOn: reading.generatedOn,
    fingerprint: hash.digest('hex'),
  }
}

async function readFile(file: FeedFile, reading: Reading) {
  let headed = false
  const parser = new RequestParser({
    file: file.name,
    attributes: attributesOf(file.category),
    onRequest: (request) => {
      if (!headed) checkHeader(parser, file, reading)
      headed = true
      stage(request, file, reading)
    },
  })
  reading.hash.update(`${file.name}\0`)
  let decoder: PieceDecoder | undefined
  for await (const bytes of createReadStream(file.path, { highWaterMark: READ_SIZE })) {
    reading.hash.update(bytes)
    decoder ??= decoderFor(bytes.subarray(0, 200), file.name)
    parser.write(decoder.write(bytes))
    if (reading.staging.full) await reading.staging.flush()
  }
  parser.write(decoder?.end() ?? '')
  parser.end()
  if (!headed) checkHeader(parser, file, reading)
  reading.report.files.push({ name: file.name, records: parser.requests })
}

/** The comments of each file must stand before its first record, and agree with those of the others. */
function checkHeader(parser: RequestParser, file: FeedFile, reading: Reading) {
  const { header } = parser
  const place = { file: file.name, line: parser.line }
  const academy = header.get('codeAcademieExport') ?? ''
  if (!isKey(academy)) throw new FeedError('E_AAF_NO_ACADEMY', place)
  if (reading.academy && reading.academy !== academy)
    throw new FeedError('E_AAF_TWO_ACADEMIES', place, `${reading.academy}, ${academy}`)
  reading.academy = academy
  const degree = header.get('degre') ?? '2D'
  if (degree !== '2D') throw new FeedError('E_AAF_DEGREE', place, degree.slice(0, 20))
  const stated = header.get('dateGenerationExport')
  if (!stated) return
  const generatedOn = isoDate(stated.slice(0, 10))
  if (!generatedOn) throw new FeedError('E_AAF_GENERATED_ON', place, stated.slice(0, 40))
  reading.generatedOn = generatedOn
}

function stage(request: FeedRequest, file: FeedFile, reading: Reading) {
  const { staging, report, subjects, generatedOn } = reading
  const place = { file: file.name, line: request.line, person: request.id.slice(0, 64) }
  const context: RecordContext = {
    ...{ request, place, staging, report, subjects, generatedOn },
    category: file.category,
    seq: reading.seq++,
    key: request.id,
  }
  if (!accept(context)) return
  if (file.category === 'EtabEducNat') stageStructure(context)
  else if (file.category === 'PersEducNat') stageStaff(context)
  else if (file.category === 'PersRelEleve') stagePerson(context)
  else if (file.category === 'Eleve') stageStudent(context)
  else if (file.category === 'MatiereEducNat')
    subjects.set(request.id, subjectLabel(first(request, 'ENTLibelleMatiere') || request.id))
}
