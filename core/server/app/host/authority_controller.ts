import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { coreQuery } from '#app/core_query'
import { unknownRoute } from '#app/failure'
import { officerOf } from '#app/identity/officers'
import { UAI } from '#app/identity/sessions'
import { preferredLocale, type Locale } from '#app/locales'
import { pageOf } from '#app/page_of'
import { MODULE_STATES } from './switchboard/describe.ts'
import { readLedger } from './switchboard/ledger.ts'
import { readMatrix } from './switchboard/matrix.ts'
import { previewOffer } from './switchboard/offer_preview.ts'
import { changeOffer } from './switchboard/offers.ts'

const OFFERS = ['none', 'offered', 'recommended', 'required', 'forbidden', 'inherit'] as const
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const offerBody = vine.create({
  plugin: vine.string(),
  offer: vine.enum(OFFERS),
  schools: vine.array(vine.string()).minLength(1).maxLength(1000).optional(),
  reason: vine.string().trim().maxLength(500).optional(),
})

const matrixQuery = vine.create({
  q: vine.string().maxLength(200).optional(),
  state: vine.enum(MODULE_STATES).optional(),
})

/** What an authority's officer sees: schools, offers and states; no pupil's data. */
export default class AuthorityController {
  async modules(ctx: HttpContext) {
    const { authorityId, locale } = await this.#office(ctx)
    const { q = '', state } = await matrixQuery.validate(ctx.request.qs())
    return readMatrix({ authorityId, q, state, page: pageOf(ctx) }, locale)
  }

  async preview(ctx: HttpContext) {
    const { authorityId, locale } = await this.#office(ctx)
    const { plugin, offer, schools } = await ctx.request.validateUsing(offerBody)
    return previewOffer({ authorityId, plugin, offer, ...(schools ? { schools } : {}) }, locale)
  }

  async change(ctx: HttpContext) {
    const { authorityId, accountId } = await this.#office(ctx)
    const { reason = '', ...body } = await ctx.request.validateUsing(offerBody)
    const result = await changeOffer({
      authorityId,
      ...body,
      reason,
      actor: { accountId, role: 'officer' },
    })
    ctx.response.header('X-Preau-Revision', result.revision)
    return result
  }

  async ledger(ctx: HttpContext) {
    const { authorityId, locale } = await this.#office(ctx)
    const uai = String(ctx.params['uai'])
    if (!UAI.test(uai)) throw unknownRoute()
    const [school] = await coreQuery<{ id: string }>(
      'select id from core.schools where authority_id = ? and uai = ?',
      [authorityId, uai]
    )
    if (!school) throw unknownRoute()
    const plugin: unknown = ctx.request.qs()['plugin']
    const which = typeof plugin === 'string' ? { plugin } : {}
    return readLedger(
      { schoolId: school.id, page: pageOf(ctx), committee: false, ...which },
      locale
    )
  }

  /** The officer's authority; the first line of each action. Somebody else's answers as an unknown route. */
  async #office(
    ctx: HttpContext
  ): Promise<{ authorityId: string; accountId: string; locale: Locale }> {
    const authorityId = String(ctx.params['authority'])
    const accountId = ctx.identity!.account.id
    if (!UUID.test(authorityId) || !(await officerOf(accountId, authorityId))) throw unknownRoute()
    return {
      authorityId,
      accountId,
      locale: preferredLocale(ctx.request.header('accept-language')),
    }
  }
}
