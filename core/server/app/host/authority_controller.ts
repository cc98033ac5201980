import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { coreQuery } from '#app/core_query'
import { unknownRoute } from '#app/failure'
import { officerOf } from '#app/identity/officers'
import { preferredLocale, say, type Locale } from '#app/locales'
import { pageOf } from '#app/page_of'
import { loadedPlugins } from './registry.ts'
import { matrixColumns } from './switchboard/columns.ts'
import { stateOf } from './switchboard/describe.ts'
import { factsOf, missingOf, type Offer } from './switchboard/facts.ts'
import { readLedger } from './switchboard/ledger.ts'
import { changeOffer, concernedSchools } from './switchboard/offers.ts'

const OFFERS = ['none', 'offered', 'recommended', 'required', 'forbidden'] as const
const PER_PAGE = 50
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const offerBody = vine.create({
  plugin: vine.string(),
  offer: vine.enum(OFFERS),
  schools: vine.array(vine.string()).maxLength(1000).optional(),
  reason: vine.string().trim().maxLength(500).optional(),
})

interface SchoolRow {
  id: string
  uai: string
  name: string
  city: string
  kind: string
  total: number
}

/** What an authority's officer sees: schools, offers and states; no pupil's data. */
export default class AuthorityController {
  async modules(ctx: HttpContext) {
    const { authorityId, locale } = await this.#office(ctx)
    const page = pageOf(ctx)
    const schools = await schoolsOf(authorityId, String(ctx.request.qs()['q'] ?? ''), page)
    const data = []
    for (const { id, uai, name, city, kind } of schools)
      data.push({ uai, name, city, kind, cells: await cellsOf(id) })
    return {
      modules: await matrixColumns(authorityId, locale),
      data,
      meta: { page, perPage: PER_PAGE, total: schools[0]?.total ?? 0 },
    }
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

async function schoolsOf(authorityId: string, q: string, page: number): Promise<SchoolRow[]> {
  const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return coreQuery<SchoolRow>(
    `select id, uai, name, city, kind, count(*) over ()::int as total from core.schools
     where authority_id = ? and (name ilike ? or uai ilike ? or city ilike ?)
     order by name, uai limit ? offset ?`,
    [authorityId, like, like, like, PER_PAGE, (page - 1) * PER_PAGE]
  )
}

async function cellsOf(schoolId: string) {
  const facts = await factsOf(schoolId)
  const exceptions = await coreQuery<{ plugin: string }>(
    'select plugin from core.offers where school_id = ?',
    [schoolId]
  )
  const cells: Record<string, object> = {}
  for (const { manifest } of loadedPlugins()) {
    const own = facts.get(manifest.id)!
    cells[manifest.id] = {
      state: stateOf(own, await missingOf(manifest, facts), new Date()),
      offer: own.offer,
      exception: exceptions.some(({ plugin }) => plugin === manifest.id),
      since: own.changedAt,
    }
  }
  return cells
}
