import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { coreQuery } from '#app/core_query'
import { unknownRoute } from '#app/failure'
import { officerOf } from '#app/identity/officers'
import { preferredLocale, say, type Locale } from '#app/locales'
import { pageOf } from '#app/page_of'
import { MODULE_STATES } from './switchboard/describe.ts'
import type { Offer } from './switchboard/facts.ts'
import { readLedger } from './switchboard/ledger.ts'
import { readMatrix } from './switchboard/matrix.ts'
import { changeOffer, concernedSchools } from './switchboard/offers.ts'

const OFFERS = ['none', 'offered', 'recommended', 'required', 'forbidden'] as const
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const offerBody = vine.create({
  plugin: vine.string(),
  offer: vine.enum(OFFERS),
  schools: vine.array(vine.string()).maxLength(1000).optional(),
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
    const body = await ctx.request.validateUsing(offerBody)
    const all = await concernedSchools({ authorityId, ...body })
    const changing = all.filter(({ offer }) => offer !== body.offer)
    const sum = (rows: typeof all) => rows.reduce((total, { people }) => total + people, 0)
    const had = (offer: Offer, isOn: boolean) => offer === 'required' || (isOn && !closes(offer))
    const gain =
      body.offer === 'required' ? changing.filter(({ offer, isOn }) => !had(offer, isOn)) : []
    const lose = closes(body.offer) ? changing.filter(({ offer, isOn }) => had(offer, isOn)) : []
    const name = say(body.plugin, locale, 'name')
    const values = {
      name,
      schools: changing.length,
      unchanged: all.length - changing.length,
      gain: sum(gain),
      lose: sum(lose),
    }
    const sentences = [
      say('core', locale, `offer.preview.${body.offer}`, values),
      ...(values.unchanged ? [say('core', locale, 'offer.preview.unchanged', values)] : []),
      ...(values.gain ? [say('core', locale, 'offer.preview.gain', values)] : []),
      ...(values.lose ? [say('core', locale, 'offer.preview.lose', values)] : []),
    ]
    return {
      sentences,
      schools: changing.length,
      unchanged: values.unchanged,
      gainPeople: values.gain,
      losePeople: values.lose,
    }
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
    const [school] = await coreQuery<{ id: string }>(
      'select id from core.schools where authority_id = ? and uai = ?',
      [authorityId, String(ctx.params['uai'])]
    )
    if (!school) throw unknownRoute()
    const plugin: unknown = ctx.request.qs()['plugin']
    const which = typeof plugin === 'string' ? { plugin } : {}
    return readLedger({ schoolId: school.id, page: pageOf(ctx), ...which }, locale)
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

function closes(offer: Offer): boolean {
  return offer === 'none' || offer === 'forbidden'
}
