import type { ManifestOf } from '@preau/kit'
import type { PrivacyHandlers } from '@preau/kit/server'
import type actualites from '../plugin.ts'
import { NewsItem } from './news/news_item.ts'

/** What an author wrote is his to have; erased, the news stay and no longer name him. */
export const privacy: PrivacyHandlers<ManifestOf<typeof actualites>> = {
  async *export(_scope, memberId) {
    const written = await NewsItem.query().where('authorId', memberId).orderBy('createdAt')
    for (const item of written) yield { path: `actualites/${item.id}.json`, data: item.serialize() }
  },
  async erase(scope, memberId) {
    const files = await scope.files.disown(memberId)
    const changed = await NewsItem.query().where('authorId', memberId).update({ authorId: null })
    return { rows: Number(changed[0] ?? 0), files }
  },
}
