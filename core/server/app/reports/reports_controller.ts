import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Profile } from '@preau/kit'
import { Failure } from '#app/failure'
import { hasMessage, preferredLocale, say } from '#app/locales'
import { pageOf } from '#app/page_of'
import { makeReport } from './make_report.ts'
import { decide, firstModerator, listReports, lookAt, type Moderator } from './moderation.ts'
import { DECISIONS, REASONS } from './reasons.ts'

const MODERATE: readonly Profile[] = ['school-life', 'head']
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const reportBody = vine.create({
  plugin: vine.string().maxLength(40),
  kind: vine.string().maxLength(60),
  object: vine.string().uuid(),
  reason: vine.enum(REASONS),
  words: vine.string().trim().maxLength(2000),
})
const decisionBody = vine.create({
  decision: vine.enum(DECISIONS),
  note: vine.string().trim().maxLength(2000),
})

/** What people report, and those of their school who see to it: « vie scolaire » and direction. */
export default class ReportsController {
  /** Anybody reports what he may see; the answer says who is told. */
  async make(ctx: HttpContext) {
    await makeReport(ctx, await ctx.request.validateUsing(reportBody))
    return ctx.response.created({ told: await firstModerator(ctx.identity!.school!.id) })
  }

  async index(ctx: HttpContext) {
    const moderator = moderatorOf(ctx)
    const decided = ctx.request.qs()['state'] === 'decided'
    const { data, meta } = await listReports(moderator, { decided, page: pageOf(ctx) })
    return { data: data.map((line) => ({ ...line, ...named(ctx, line) })), meta }
  }

  /** Shows what was reported: a write, since each look leaves a line. */
  async look(ctx: HttpContext) {
    const report = await lookAt(moderatorOf(ctx), idOf(ctx))
    return { ...report, ...named(ctx, report as { plugin: string; kind: string }) }
  }

  async decide(ctx: HttpContext) {
    const moderator = moderatorOf(ctx)
    const id = idOf(ctx)
    await decide(moderator, { id, ...(await ctx.request.validateUsing(decisionBody)) })
    return ctx.response.noContent()
  }
}

/** In the reader's language, the module and what of it was reported. */
function named(ctx: HttpContext, { plugin, kind }: { plugin: string; kind: string }) {
  const locale = preferredLocale(ctx.request.header('accept-language'))
  const key = `reports.${kind}`
  const what = hasMessage(plugin, key) ? say(plugin, locale, key) : kind
  return { pluginName: say(plugin, locale, 'name'), what }
}

function idOf({ params }: HttpContext): string {
  const id: unknown = params['report']
  if (typeof id !== 'string' || !UUID.test(id)) throw new Failure('E_NOT_FOUND', 404)
  return id
}

/** @throws E_FORBIDDEN (403) for whoever does not moderate */
function moderatorOf({ identity }: HttpContext): Moderator {
  const { account, school, member } = identity!
  if (!member!.profiles.some((one) => MODERATE.includes(one))) throw new Failure('E_FORBIDDEN', 403)
  return { schoolId: school!.id, memberId: member!.id, accountId: account.id }
}
