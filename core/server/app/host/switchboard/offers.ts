import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { forget } from '../activation_cache.ts'
import { loadedPlugin } from '../registry.ts'
import { applyIn, nextRevision, type Actor } from './change.ts'
import type { Offer } from './facts.ts'

export interface OfferWish {
  authorityId: string
  plugin: string
  offer: Offer
  /** UAI of the schools it is for; absent: the default for all. */
  schools?: string[]
  reason: string
  actor: Actor
}

export interface ConcernedSchool {
  id: string
  uai: string
  /** The offer that holds there now. */
  offer: Offer
  isOn: boolean
  people: number
}

/** The schools whose offer the wish sets, in order of id, with what holds there now. @throws E_NOT_FOUND for a UAI of another authority */
export async function concernedSchools(
  { authorityId, plugin, schools }: Pick<OfferWish, 'authorityId' | 'plugin' | 'schools'>,
  trx?: TransactionClientContract
): Promise<ConcernedSchool[]> {
  if (!loadedPlugin(plugin)) throw new Failure('E_NOT_FOUND', 404)
  const rows = await coreQuery<ConcernedSchool & { exception: boolean }>(
    `select s.id, s.uai, coalesce(x.state, d.state, 'none') as offer, x.state is not null as exception,
       coalesce(a.is_on, false) as "isOn",
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

/**
 * Sets an authority's offer of a module, by default or for some of its schools,
 * in one transaction, with a line in the ledger of each school where it changes.
 */
export async function changeOffer(wish: OfferWish): Promise<{ revision: string; schools: number }> {
  const changed: string[] = []
  const revision = await coreTransaction(async (trx) => {
    const concerned = await concernedSchools(wish, trx)
    const before = concerned.filter(({ offer }) => offer !== wish.offer)
    if (!wish.schools) await storeOffer(trx, wish, null)
    let last = '0'
    for (const school of before) {
      const result = await applyIn(trx, {
        schoolId: school.id,
        plugin: wish.plugin,
        actor: wish.actor,
        action: 'offer',
        reason: wish.reason,
        async decide() {
          if (wish.schools) await storeOffer(trx, wish, school.id)
          return {}
        },
        offerBefore: school.offer,
        offerAfter: wish.offer,
      })
      changed.push(school.id)
      last = result.revision
    }
    return changed.length ? last : await nextRevision(trx)
  })
  changed.forEach(forget)
  return { revision, schools: changed.length }
}

async function storeOffer(
  trx: TransactionClientContract,
  wish: OfferWish,
  schoolId: string | null
) {
  await coreQuery(
    `insert into core.offers (authority_id, plugin, school_id, state) values (?, ?, ?, ?)
     on conflict (authority_id, plugin, school_id) do update set state = excluded.state, changed_at = now()`,
    [wish.authorityId, wish.plugin, schoolId, wish.offer],
    trx
  )
}
