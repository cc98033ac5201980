import { coreQuery } from '#app/core_query'
import { say, type Locale } from '#app/locales'
import { brokenPlugins, loadedPlugins } from '../registry.ts'
import type { Offer } from './facts.ts'

/** The columns of an authority's matrix: every plugin of this installation, last those that do not serve. */
export async function matrixColumns(authorityId: string, locale: Locale) {
  const rows = await coreQuery<{ plugin: string; state: Offer }>(
    'select plugin, state from core.offers where authority_id = ? and school_id is null',
    [authorityId]
  )
  const column = (id: string, available: boolean) => ({
    id,
    name: say(id, locale, 'name'),
    defaultOffer: rows.find(({ plugin }) => plugin === id)?.state ?? 'none',
    available,
  })
  return [
    ...loadedPlugins().map((one) => column(one.package.id, true)),
    ...brokenPlugins().map((one) => column(one.package.id, false)),
  ]
}
