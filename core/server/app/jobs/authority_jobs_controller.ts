import type { HttpContext } from '@adonisjs/core/http'
import { coreQuery } from '#app/core_query'
import { unknownRoute } from '#app/failure'
import { officerOf } from '#app/identity/officers'
import { QUEUES } from '#app/outbox/connections'
import { pageOf } from '#app/page_of'
import { queueNamed } from './hand_over.ts'

const PER_PAGE = 50
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Milliseconds that the queue may take to answer before its counts are left out. */
const PATIENCE = 2000

interface SchoolWork {
  uai: string
  name: string
  waiting: number
  held: number
  failed: number
  oldest: Date | null
  total: number
}

/** The work of an authority's schools, in numbers: whose it is and what it holds is the schools' own. */
export default class AuthorityJobsController {
  async index(ctx: HttpContext) {
    const authorityId = String(ctx.params['authority'])
    const officer =
      UUID.test(authorityId) && (await officerOf(ctx.identity!.account.id, authorityId))
    if (!officer) throw unknownRoute()
    const page = pageOf(ctx)
    const rows = await schoolsOf(authorityId, page)
    return {
      queues: await Promise.all(QUEUES.map(countsOf)),
      data: rows.map(({ total: _total, ...row }) => row),
      meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 },
    }
  }
}

/** The schools where something waits or has failed, the worst first. */
function schoolsOf(authorityId: string, page: number): Promise<SchoolWork[]> {
  return coreQuery<SchoolWork>(
    `select s.uai, s.name, o.waiting, o.held, o.failed, o.oldest, count(*) over ()::int as total
     from core.schools s join (
       select school_id, count(*) filter (where failed_at is null and not held)::int as waiting,
         count(*) filter (where held)::int as held, count(*) filter (where failed_at is not null)::int as failed,
         min(created_at) filter (where failed_at is null and not held and due_at <= now()) as oldest
       from core.outbox group by school_id) o on o.school_id = s.id
     where s.authority_id = ? order by o.failed desc, o.held desc, o.waiting desc, s.name limit ? offset ?`,
    [authorityId, PER_PAGE, (page - 1) * PER_PAGE]
  )
}

/** What one queue holds, over the whole installation; null where it does not answer. */
async function countsOf(name: (typeof QUEUES)[number]) {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null).unref())
  const asked = queueNamed(name)
    .getJobCounts('waiting', 'active', 'delayed')
    .catch(() => null)
  const counts = await Promise.race([asked, late])
  if (!counts) return { name, answers: false, waiting: 0, active: 0, delayed: 0 }
  const { waiting = 0, active = 0, delayed = 0 } = counts
  return { name, answers: true, waiting, active, delayed }
}
