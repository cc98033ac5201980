import { coreQuery } from '#app/core_query'
import { hasMessage, say, type Locale } from '#app/locales'
import { brokenPlugins } from '../registry.ts'
import type { Offer } from './facts.ts'

interface Row {
  plugin: string
  isOn: boolean
  revision: string | null
  offer: Offer
  authority: string | null
}

/**
 * The modules that a school has, or is offered, and that do not serve anywhere:
 * incompatible, not loaded or not migrated. They are named, and nothing can be done with them.
 */
export async function describeUnavailable(schoolId: string, locale: Locale) {
  const broken = new Map(brokenPlugins().map((one) => [one.package.id, one.package]))
  if (!broken.size) return []
  const rows = await coreQuery<Row>(
    `select p.plugin, coalesce(a.is_on, false) as "isOn", a.revision::text as revision,
       coalesce(o.state, 'none') as offer, u.name as authority
     from unnest(?::text[]) as p(plugin)
     join core.schools s on s.id = ?
     left join core.authorities u on u.id = s.authority_id
     left join core.activations a on a.school_id = s.id and a.plugin = p.plugin
     left join lateral (select state from core.offers where authority_id = s.authority_id and plugin = p.plugin
       and (school_id = s.id or school_id is null) order by school_id nulls last limit 1) o on true
     where a.is_on or o.state not in ('none', 'forbidden')
     order by p.plugin`,
    [[...broken.keys()], schoolId]
  )
  return rows.map(({ plugin, isOn, offer, ...row }) => ({
    id: plugin,
    name: say(plugin, locale, 'name'),
    summary: hasMessage(plugin, 'summary') ? say(plugin, locale, 'summary') : '',
    version: broken.get(plugin)?.version ?? '',
    category: null,
    state: 'unavailable',
    on: isOn || offer === 'required',
    active: false,
    offer,
    ...row,
    pause: null,
    missing: { settings: [], modules: [] },
    hasSettings: false,
    since: null,
    by: null,
    reason: null,
  }))
}
