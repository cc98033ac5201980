import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { forget } from '../activation_cache.ts'
import { loadedPlugin } from '../registry.ts'
import { applyIn, nextRevision, type Actor } from './change.ts'
import type { Offer } from './facts.ts'

/** What an authority wishes for a module; `inherit` ends the exceptions of the schools it names. */
export interface OfferWish {
  authorityId: string
  plugin: string
  offer: Offer | 'inherit'
  /** UAI of the schools it is for; absent: the default for all. */
  schools?: string[]
}

export interface ConcernedSchool {
  id: string
  uai: string
  /** The offer that holds there now. */
  offer: Offer
  /** The authority's default, which an exception overrides. */
  general: Offer
  exception: boolean
  isOn: boolean
  people: number
}

/**
 * The schools whose offer the wish sets, in order of id, with what holds there now.
 * @throws E_NOT_FOUND (404) for a UAI of another authority; E_INHERIT_ALL (422) for exceptions of no school
 */
export async function concernedSchools(
  { authorityId, plugin, offer, schools }: OfferWish,
  trx?: TransactionClientContract
): Promise<ConcernedSchool[]> {
  if (!loadedPlugin(plugin)) throw new Failure('E_NOT_FOUND', 404)
  if (offer === 'inherit' && !schools) throw new Failure('E_INHERIT_ALL', 422, { field: 'schools' })
  const rows = await coreQuery<ConcernedSchool>(
    `select s.id, s.uai, coalesce(x.state, d.state, 'none') as offer, coalesce(d.state, 'none') as general,
       x.state is not null as exception, coalesce(a.is_on, false) as "isOn",
       (select count(*)::int from core.members m where m.school_id = s.id and m.ended_at is null) as people
     from core.schools s
     left join core.offers x on x.authority_id = s.authority_id and x.plugin = ? and x.school_id = s.id
     left join core.offers d on d.authority_id = s.authority_id and d.plugin = ? and d.school_id is null
     left join core.activations a on a.school_id = s.id and a.plugin = ?
     where s.authority_id = ? and (?::text[] is null or s.uai = any (?::text[]))
     order by s.id`,
    [plugin, plugin, plugin, authorityId, schools ?? null, schools ?? null],
    trx
  )
  if (schools && rows.length !== new Set(schools).size) throw new Failure('E_NOT_FOUND', 404)
  return schools ? rows : rows.filter(({ exception }) => !exception)
}

/** The offer that would hold in a school. */
export function offerAfter({ offer }: OfferWish, { general }: ConcernedSchool): Offer {
  return offer === 'inherit' ? general : offer
}

/** Whether the wish changes something there. */
export function isChanged(wish: OfferWish, school: ConcernedSchool): boolean {
  return wish.offer === 'inherit' ? school.exception : school.offer !== wish.offer
}

/**
 * Sets an authority's offer of a module, by default or for some of its schools,
 * in one transaction, with a line in the ledger of each school where it changes.
 */
export async function changeOffer(
  wish: OfferWish & { reason: string; actor: Actor }
): Promise<{ revision: string; schools: number }> {
  const { authorityId, plugin, reason, actor } = wish
  const changed: string[] = []
  const revision = await coreTransaction(async (trx) => {
    await lockOffers(trx, authorityId)
    const before = (await concernedSchools(wish, trx)).filter((one) => isChanged(wish, one))
    if (!wish.schools) await storeOffer(trx, wish, null)
    let last = '0'
    for (const school of before) {
      if (wish.schools) await storeOffer(trx, wish, school.id)
      const result = await applyIn(trx, {
        ...{ schoolId: school.id, plugin, actor, action: 'offer', reason },
        decide: async () => ({}),
        offerBefore: school.offer,
        offerAfter: offerAfter(wish, school),
        inherits: wish.offer === 'inherit',
      })
      changed.push(school.id)
      last = result.revision
    }
    return changed.length ? last : await nextRevision(trx)
  })
  changed.forEach(forget)
  return { revision, schools: changed.length }
}

/** One change at a time of what an authority offers, and of the schools it offers it to. */
export async function lockOffers(
  trx: TransactionClientContract,
  authorityId: string
): Promise<void> {
  await coreQuery(
    `select pg_advisory_xact_lock(hashtextextended('offers:' || ?::text, 0))`,
    [authorityId],
    trx
  )
}

async function storeOffer(
  trx: TransactionClientContract,
  { authorityId, plugin, offer }: OfferWish,
  schoolId: string | null
) {
  if (offer === 'inherit')
    await coreQuery(
      'delete from core.offers where authority_id = ? and plugin = ? and school_id = ?',
      [authorityId, plugin, schoolId],
      trx
    )
  else
    await coreQuery(
      `insert into core.offers (authority_id, plugin, school_id, state) values (?, ?, ?, ?)
       on conflict (authority_id, plugin, school_id) do update set state = excluded.state, changed_at = now()`,
      [authorityId, plugin, schoolId, offer],
      trx
    )
}
