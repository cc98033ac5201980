import type { ClientBase, Pool } from 'pg'
import { applySchool, SchoolRefused, type StagedSchool } from './apply_school.ts'
import { checkStaging } from './check_staging.ts'
import { FeedError } from './feed_error.ts'
import { listFeed } from './feed_files.ts'
import { type FeedHeader, readFeed } from './read_feed.ts'
import { type ImportReport, ReportBuilder, type SchoolReport } from './report.ts'
import type { Code, ReportLocale } from './sentences.ts'
import { Staging } from './staging.ts'

/** How an import may be told to behave. */
export interface ImportOptions {
  /** Lets through a feed in which more people leave a school than the valve allows. @default false */
  confirm?: boolean
  /** Names and towns by UAI, where the feed's capitals without accents are not good enough. */
  names?: Readonly<Record<string, { name: string; city?: string }>>
  /** The share of a school's members that may leave at once. @default 0.2 */
  valve?: number
  /** The language of the report's sentences. @default 'fr' */
  locale?: ReportLocale
}

const LOCK = "hashtextextended('preau:directory-import', 0)"
const NOTHING: FeedHeader = { academy: '', generatedOn: '', fingerprint: '' }

/**
 * Imports a complete AAF feed (second degré) from a folder, as `core_runtime`.
 *
 * The whole feed is read and checked before the directory is touched; then each
 * school is one transaction, so that an error leaves the others applied. Who is
 * no longer named is ended, never deleted, and comes back when named again; the
 * same feed twice writes nothing in the directory.
 *
 * Kept of a person: identifier in the academy, given and family name, mail
 * address (where he is told of what concerns him), place in the school, relations.
 * Nothing else of the feed is stored: no INE, birth date, postal address or telephone.
 *
 * A feed that cannot be applied is a report of status `refused`, not an exception.
 */
export async function importFeed(
  db: Pool | ClientBase,
  dir: string,
  options: ImportOptions = {}
): Promise<ImportReport> {
  if (!('totalCount' in db)) return locked(db, dir, options)
  const client = await db.connect()
  try {
    return await locked(client, dir, options)
  } finally {
    client.release()
  }
}

async function locked(client: ClientBase, dir: string, options: ImportOptions) {
  const report = new ReportBuilder(options.locale ?? 'fr')
  const start = performance.now()
  const lock = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(${LOCK}) as taken`
  )
  if (!lock.rows[0]?.taken) return finished(report, NOTHING, start, { code: 'E_IMPORT_RUNNING' })
  try {
    await closeInterrupted(client, report)
    return await recorded(client, report, start, { dir, options })
  } finally {
    await client.query(`select pg_advisory_unlock(${LOCK})`)
  }
}

interface Task {
  dir: string
  options: ImportOptions
}

async function recorded(client: ClientBase, report: ReportBuilder, start: number, task: Task) {
  const { rows } = await client.query<{ id: string }>(
    `insert into core.imports (kind, status) values ('aaf-2d', 'running') returning id`
  )
  const staging = new Staging(client)
  let header = NOTHING
  let result: ImportReport
  try {
    await staging.clear()
    header = await stageFeed(client, staging, report, task.dir)
    const same = await isSame(client, header.fingerprint)
    await applySchools(client, report, header, task.options)
    result = { ...finished(report, header, start, {}), sameFeed: same }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    const { code, place, detail } = error
    report.note('feed', code, place, detail)
    result = finished(report, header, start, { code, detail })
  } finally {
    await staging.settle()
    await staging.clear()
  }
  await client.query(
    'update core.imports set status = $2, ended_at = now(), fingerprint = $3, report = $4 where id = $1',
    [rows[0]?.id, result.status, result.fingerprint, JSON.stringify(result)]
  )
  return result
}

async function stageFeed(client: ClientBase, staging: Staging, report: ReportBuilder, dir: string) {
  const feed = await listFeed(dir)
  for (const file of feed.deltas) report.note('value', 'E_AAF_DELTA_IGNORED', { file })
  const header = await readFeed(feed, staging, report)
  await checkStaging(client, report, header.academy)
  return header
}

async function applySchools(
  client: ClientBase,
  report: ReportBuilder,
  { academy, generatedOn }: FeedHeader,
  { confirm = false, valve = 0.2, names = {} }: ImportOptions
) {
  const { rows } = await client.query<StagedSchool>(
    'select structure, uai, name, kind, city from core.staged_structures where not refused order by uai'
  )
  for (const row of rows) {
    const school = { ...row, ...names[row.uai] }
    const application = { client, school, academy, generatedOn, valve: confirm ? 1 : valve }
    report.schools.push(
      await applySchool(application).catch((error: unknown) => notApplied(report, school, error))
    )
  }
  const absent = await client.query<{ uai: string; name: string }>(
    `select uai, name from core.schools s where academy = $1 and source_key is not null
     and not exists (select from core.staged_structures t where t.uai = s.uai or t.structure = s.source_key)
     order by uai`,
    [academy]
  )
  for (const school of absent.rows)
    report.schools.push(failure(report, school, 'E_IMPORT_SCHOOL_ABSENT'))
}

/** What kept one school from being applied; a lost connection is not the school's doing. */
function notApplied(report: ReportBuilder, school: StagedSchool, error: unknown): SchoolReport {
  if (error instanceof SchoolRefused)
    return failure(report, school, error.code, `${error.leavers} / ${error.members}`)
  if (!(error instanceof Error) || !('severity' in error)) throw error
  return failure(report, school, 'E_IMPORT_SCHOOL', error.message)
}

const STATUS: Partial<Record<Code, SchoolReport['status']>> = {
  E_IMPORT_SCHOOL: 'failed',
  E_IMPORT_SCHOOL_ABSENT: 'absent',
}

function failure(
  report: ReportBuilder,
  school: { uai: string; name: string },
  code: Code,
  detail = ''
) {
  const { uai, name } = school
  const status = STATUS[code] ?? 'refused'
  return { uai, name, status, code, message: report.say(code, detail), tables: {} }
}

function finished(
  report: ReportBuilder,
  header: FeedHeader,
  start: number,
  { code, detail = '' }: { code?: Code; detail?: string }
): ImportReport {
  const present = report.schools.filter(({ status }) => status !== 'absent')
  const applied = present.filter(({ status }) => status === 'applied').length
  const status = code || !applied ? 'refused' : applied < present.length ? 'partial' : 'applied'
  return {
    status,
    ...(code && { code, message: report.say(code, detail) }),
    ...header,
    sameFeed: false,
    files: report.files,
    schools: report.schools,
    written: report.written(),
    refusals: report.refusals,
    seconds: Math.round(performance.now() - start) / 1000,
  }
}

async function isSame(client: ClientBase, fingerprint: string): Promise<boolean> {
  const { rows } = await client.query<{ fingerprint: string }>(
    `select fingerprint from core.imports where kind = 'aaf-2d' and status <> 'running'
     and fingerprint <> '' order by started_at desc, id desc limit 1`
  )
  return rows[0]?.fingerprint === fingerprint
}

/** Nobody else holds the lock: what is still running was cut short. */
async function closeInterrupted(client: ClientBase, report: ReportBuilder) {
  const code = 'E_IMPORT_INTERRUPTED'
  await client.query(
    `update core.imports set status = 'refused', ended_at = now(), report = $1
     where kind = 'aaf-2d' and status = 'running'`,
    [JSON.stringify({ status: 'refused', code, message: report.say(code) })]
  )
}
