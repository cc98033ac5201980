import type { HttpContext } from '@adonisjs/core/http'
import env from '#start/env'
import { mailLeaves } from '#config/mail'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { pageOf } from '#app/page_of'

const PER_PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Row {
  id: string
  kind: string
  state: string
  name: string
  subject: string | null
  failure: string | null
  attempts: number
  at: Date
  total: number
}

/**
 * The mails of a school, for its head alone: to whom, when, what became of them. Their words are
 * there only where mails do not leave, and shown only in a demonstration or while developing: in a
 * real school what is written to somebody is his.
 */
export default class MailsController {
  async index(ctx: HttpContext) {
    const schoolId = headed(ctx)
    const page = pageOf(ctx)
    const rows = await coreQuery<Row>(
      `select l.id, l.kind, l.state, m.display_name as name, l.subject, l.failure, l.attempts,
         coalesce(l.ended_at, l.created_at) as at, count(*) over ()::int as total
       from core.mails l join core.members m on m.school_id = l.school_id and m.id = l.member_id
       where l.school_id = ? and l.state <> 'dropped' order by l.id desc limit ? offset ?`,
      [schoolId, PER_PAGE, (page - 1) * PER_PAGE]
    )
    const data = rows.map(({ total: _total, subject, ...row }) => ({
      ...row,
      subject: readable() ? subject : null,
    }))
    const meta = { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 }
    return { leaves: mailLeaves, readable: readable(), data, meta }
  }

  /** @throws E_NOT_FOUND (404) where its words are not kept, or not to be shown */
  async show(ctx: HttpContext) {
    const schoolId = headed(ctx)
    const id: unknown = ctx.params['mail']
    const known = typeof id === 'string' && UUID.test(id) && readable()
    const [mail] = known
      ? await coreQuery(
          `select l.id, l.recipient, l.subject, l.body, l.html, l.ended_at as at from core.mails l
           where l.school_id = ? and l.id = ? and l.state = 'kept'`,
          [schoolId, id]
        )
      : []
    if (!mail) throw new Failure('E_NOT_FOUND', 404)
    return mail
  }
}

function readable(): boolean {
  return !mailLeaves && (env.get('PREAU_DEMO') === '1' || env.get('NODE_ENV') !== 'production')
}

function headed({ identity }: HttpContext): string {
  if (!identity!.member!.profiles.includes('head')) throw new Failure('E_FORBIDDEN', 403)
  return identity!.school!.id
}
