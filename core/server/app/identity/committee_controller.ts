import type { HttpContext } from '@adonisjs/core/http'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { pageOf } from '#app/page_of'
import { dismissMember, nameMember, type Naming } from './committee.ts'

const PER_PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The commission du numérique: those whom the head names to switch and configure. */
export default class CommitteeController {
  async index({ identity }: HttpContext) {
    if (!identity!.administers) throw new Failure('E_FORBIDDEN', 403)
    const data = await coreQuery(
      `select m.id, m.display_name as name, m.profile, c.named_at as "namedAt" from core.committee_members c
       join core.members m on m.school_id = c.school_id and m.id = c.member_id
       where c.school_id = ? and m.ended_at is null order by m.family_name, m.given_name limit 100`,
      [identity!.school!.id]
    )
    return { data }
  }

  /** Whom the head may name: the adults of the school who work there. */
  async staff(ctx: HttpContext) {
    const { identity, request } = ctx
    headOnly(identity)
    const page = pageOf(ctx)
    const q = String(request.qs()['q'] ?? '')
      .replaceAll('\0', '')
      .replace(/[\\%_]/g, '\\$&')
    const rows = await coreQuery<{ id: string; name: string; profile: string; total: number }>(
      `select id, display_name as name, profile, count(*) over ()::int as total from core.members
       where school_id = ? and ended_at is null and not (profiles <@ array['student', 'guardian'])
       and display_name ilike ? order by family_name, given_name, id limit ? offset ?`,
      [identity!.school!.id, `%${q}%`, PER_PAGE, (page - 1) * PER_PAGE]
    )
    const data = rows.map(({ id, name, profile }) => ({ id, name, profile }))
    return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
  }

  async add({ identity, params, response }: HttpContext) {
    headOnly(identity)
    if (!(await nameMember(namingOf(identity, params)))) throw new Failure('E_NOT_FOUND', 404)
    return response.noContent()
  }

  async remove({ identity, params, response }: HttpContext) {
    headOnly(identity)
    await dismissMember(namingOf(identity, params))
    return response.noContent()
  }
}

function headOnly(identity: HttpContext['identity']) {
  if (!identity!.member!.profiles.includes('head')) throw new Failure('E_FORBIDDEN', 403)
}

function namingOf(identity: HttpContext['identity'], { member }: Record<string, unknown>): Naming {
  if (typeof member !== 'string' || !UUID.test(member)) throw new Failure('E_NOT_FOUND', 404)
  return { schoolId: identity!.school!.id, memberId: member, accountId: identity!.account.id }
}
