import { audit } from '#app/audit/audit'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { loadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import { schoolById } from '#app/privacy/schools'
import { handlerOf } from './make_report.ts'
import type { Decision } from './reasons.ts'

const PER_PAGE = 20

/** A moderator of a school: what he wrote himself is reported to the others. */
export interface Moderator {
  schoolId: string
  memberId: string
  accountId: string
}

export interface ReportLine {
  id: string
  plugin: string
  kind: string
  reason: string
  at: Date
  decision: Decision | null
  decidedAt: Date | null
  decidedBy: string | null
  /** How many people have reported the same thing. */
  reporters: number
}

const NOT_HIS = 'r.author_id is distinct from ?::uuid'

/** The reports of a school, those that wait or those that are decided; never what was reported. */
export async function listReports(
  { schoolId, memberId }: Moderator,
  { decided, page }: { decided: boolean; page: number }
) {
  const rows = await coreQuery<ReportLine & { total: number }>(
    `select r.id, r.plugin, r.kind, r.reason, r.created_at as at, r.decision, r.decided_at as "decidedAt",
       d.display_name as "decidedBy", count(*) over ()::int as total,
       (select count(*)::int from core.reports o where o.school_id = r.school_id and o.plugin = r.plugin
         and o.kind = r.kind and o.object = r.object) as reporters
     from core.reports r left join core.members d on d.school_id = r.school_id and d.id = r.decided_by
     where r.school_id = ? and (r.decision is not null) = ? and ${NOT_HIS}
     order by case when r.decision is null then r.id end, r.decided_at desc, r.id limit ? offset ?`,
    [schoolId, decided, memberId, PER_PAGE, (page - 1) * PER_PAGE]
  )
  const data = rows.map(({ total: _, ...line }) => line)
  return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
}

/** Shows what was reported and by whom, and writes in the audit log that this moderator looked. @throws E_NOT_FOUND (404) */
export async function lookAt(moderator: Moderator, id: string) {
  return coreTransaction(async (trx) => {
    const [report] = await coreQuery<Record<string, unknown>>(
      `select r.id, r.plugin, r.kind, r.reason, r.words, r.evidence, encode(r.evidence_sha256, 'hex') as sha256,
         r.created_at as at, r.decision, r.note, r.decided_at as "decidedAt", m.display_name as reporter,
         d.display_name as "decidedBy"
       from core.reports r left join core.members m on m.school_id = r.school_id and m.id = r.reporter_id
       left join core.members d on d.school_id = r.school_id and d.id = r.decided_by
       where r.school_id = ? and r.id = ? and ${NOT_HIS}`,
      [moderator.schoolId, id, moderator.memberId],
      trx
    )
    if (!report) throw new Failure('E_NOT_FOUND', 404)
    await audit({ ...moderator, action: 'report.looked', object: id }, trx)
    return report
  })
}

interface Decided {
  plugin: string
  kind: string
  object: string
  decision: Decision | null
}

/**
 * Settles a report, once; where it is removed, the module takes it from everybody's eyes first, on or off.
 * @throws E_NOT_FOUND (404), E_REPORT_DECIDED (409)
 */
export async function decide(
  moderator: Moderator,
  { id, decision, note }: { id: string; decision: Decision; note: string }
): Promise<void> {
  const { schoolId, memberId } = moderator
  const [report] = await coreQuery<Decided>(
    `select r.plugin, r.kind, r.object, r.decision from core.reports r where r.school_id = ? and r.id = ? and ${NOT_HIS}`,
    [schoolId, id, memberId]
  )
  if (!report) throw new Failure('E_NOT_FOUND', 404)
  if (report.decision) throw new Failure('E_REPORT_DECIDED', 409)
  if (decision === 'removed') await remove(schoolId, report)
  await coreTransaction(async (trx) => {
    const decided = await coreQuery(
      `update core.reports set decision = ?, note = ?, decided_by = ?, decided_at = now()
       where school_id = ? and id = ? and decision is null returning id`,
      [decision, note, memberId, schoolId, id],
      trx
    )
    if (!decided.length) throw new Failure('E_REPORT_DECIDED', 409)
    await audit({ ...moderator, action: 'report.decided', object: id, details: { decision } }, trx)
  })
}

async function remove(schoolId: string, { plugin, kind, object }: Decided): Promise<void> {
  const school = await schoolById(schoolId)
  const loaded = loadedPlugin(plugin)
  const handler = loaded && handlerOf(loaded, kind)
  if (!school || !handler) throw new Failure('E_REPORT_MODULE', 409)
  const { signal } = new AbortController()
  await withSystemScope({ plugin: loaded, school, signal, gated: false }, (scope) =>
    handler.remove(scope, object)
  )
}

/** Somebody of the « vie scolaire » whom a reporter may know to be told; null where there is none. */
export async function firstModerator(schoolId: string): Promise<string | null> {
  const [row] = await coreQuery<{ name: string }>(
    `select display_name as name from core.members
     where school_id = ? and ended_at is null and profiles && array['school-life', 'head']
     order by not 'school-life' = any (profiles), family_name, id limit 1`,
    [schoolId]
  )
  return row?.name ?? null
}
