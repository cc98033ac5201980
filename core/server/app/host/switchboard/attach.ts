import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'
import { preferredLocale, say } from '#app/locales'
import { loadedPlugins } from '../registry.ts'
import { applyIn, lockModules } from './change.ts'
import { factsOf, type Offer } from './facts.ts'
import { lockOffers } from './offers.ts'

/** Why schools are not attached; the message is the one sentence to show to the operator. */
export class AttachmentRefused extends Error {}

export interface Attachment {
  uais: readonly string[]
  /** Of the authority. */
  slug: string
  /** Whether a school of another authority may leave it. */
  move: boolean
}

export interface AttachedSchool {
  uai: string
  name: string
  /** Whether it was of this authority before: then nothing changed. */
  already: boolean
  /** Modules of which another offer holds now. */
  offers: { plugin: string; offer: Offer; active: boolean }[]
}

interface Authority {
  id: string
  name: string
}

interface School {
  id: string
  uai: string
  name: string
  locale: string
  authority_id: string | null
  authority: string | null
}

/**
 * Attaches schools to an authority, all or none: its offers hold there from then on, with a line in
 * each school's ledger, and what is active is worked out again. Attached already, nothing changes.
 * @throws AttachmentRefused for an unknown authority or school, or one of another authority
 */
export function attachSchools({ uais, slug, move }: Attachment): Promise<AttachedSchool[]> {
  return coreTransaction(async (trx) => {
    const [authority] = await coreQuery<Authority>(
      'select id, name from core.authorities where slug = ?',
      [slug],
      trx
    )
    if (!authority) throw new AttachmentRefused(`no collectivité has the slug « ${slug} »`)
    const schools = await schoolsNamed(trx, uais)
    const leaving = schools.filter(({ authority_id: id }) => id !== null && id !== authority.id)
    if (leaving[0] && !move)
      throw new AttachmentRefused(
        `${leaving[0].uai} belongs to « ${leaving[0].authority} »: --move takes it from there`
      )
    const authorities = [authority.id, ...leaving.map(({ authority_id: id }) => id!)]
    for (const id of [...new Set(authorities)].sort()) await lockOffers(trx, id)
    const attached = []
    for (const school of schools) attached.push(await attach(trx, school, authority))
    return attached
  })
}

async function schoolsNamed(trx: TransactionClientContract, uais: readonly string[]) {
  const wanted = [...new Set(uais.map((uai) => uai.toUpperCase()))]
  const schools = await coreQuery<School>(
    `select s.id, s.uai, s.name, s.locale, s.authority_id, a.name as authority from core.schools s
     left join core.authorities a on a.id = s.authority_id where s.uai = any (?::text[]) order by s.id for no key update of s`,
    [wanted],
    trx
  )
  const unknown = wanted.find((uai) => !schools.some((school) => school.uai === uai))
  if (unknown !== undefined)
    throw new AttachmentRefused(`no school of the directory has the UAI « ${unknown} »`)
  return schools
}

async function attach(
  trx: TransactionClientContract,
  { id, uai, name, locale, authority_id: former }: School,
  authority: Authority
): Promise<AttachedSchool> {
  if (former === authority.id) return { uai, name, already: true, offers: [] }
  const modules = loadedPlugins().map(({ manifest }) => manifest.id)
  await lockModules(trx, id, modules)
  const before = await factsOf(id, trx)
  await coreQuery('delete from core.offers where school_id = ?', [id], trx)
  await coreQuery('update core.schools set authority_id = ? where id = ?', [authority.id, id], trx)
  const now = await factsOf(id, trx)
  const reason = say('core', preferredLocale(locale), 'ledger.attached', {
    authority: authority.name,
  })
  const changed = modules.filter((one) => before.get(one)?.offer !== now.get(one)?.offer)
  for (const plugin of changed)
    await applyIn(trx, {
      ...{ schoolId: id, plugin, action: 'offer', reason },
      actor: { accountId: null, role: 'system' },
      decide: async () => ({}),
      offerBefore: before.get(plugin)!.offer,
      offerAfter: now.get(plugin)!.offer,
    })
  const after = await factsOf(id, trx)
  const offers = changed.map((plugin) => {
    const { offer, active } = after.get(plugin)!
    return { plugin, offer, active }
  })
  return { uai, name, already: false, offers }
}
