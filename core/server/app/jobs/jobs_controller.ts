import type { HttpContext } from '@adonisjs/core/http'
import { Failure, unknownRoute } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { pageOf } from '#app/page_of'
import { audit } from '#app/audit/audit'
import { discardWork, listWork, retryWork } from './jobs_list.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The work of a school that waits, runs or has failed, for those who administer it. */
export default class JobsController {
  async index(ctx: HttpContext) {
    const { schoolId } = administered(ctx)
    return listWork(schoolId, { page: pageOf(ctx), locale: localeOf(ctx) })
  }

  /** Has failed work tried again. @throws E_JOB_GONE (404) */
  async retry(ctx: HttpContext) {
    const { schoolId, accountId } = administered(ctx)
    const id = idOf(ctx)
    if (!(await retryWork(schoolId, id))) throw new Failure('E_JOB_GONE', 404)
    await audit({ schoolId, accountId, action: 'job.retried', object: id })
    return ctx.response.noContent()
  }

  /** Gives up failed or held work. @throws E_JOB_GONE (404) */
  async discard(ctx: HttpContext) {
    const { schoolId, accountId } = administered(ctx)
    const id = idOf(ctx)
    if (!(await discardWork(schoolId, id))) throw new Failure('E_JOB_GONE', 404)
    await audit({ schoolId, accountId, action: 'job.discarded', object: id })
    return ctx.response.noContent()
  }
}

function administered({ identity }: HttpContext) {
  const { account, school, administers } = identity!
  if (!school) throw unknownRoute()
  if (!administers) throw new Failure('E_FORBIDDEN', 403)
  return { schoolId: school.id, accountId: account.id }
}

function idOf({ params }: HttpContext): string {
  const id: unknown = params['job']
  if (typeof id !== 'string' || !UUID.test(id)) throw new Failure('E_JOB_GONE', 404)
  return id
}

function localeOf({ request }: HttpContext) {
  return preferredLocale(request.header('accept-language'))
}
