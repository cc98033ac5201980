import type { ManifestOf } from '@preau/kit'
import type { MemberScope } from '@preau/kit/server'
import type actualites from '../../plugin.ts'
import { audience } from '../../plugin.ts'
import type { NewsItem } from './news_item.ts'

type NewsScope = MemberScope<ManifestOf<typeof actualites>>

/**
 * Has the readers of an item told when it is published: at once or at its date, each once. Called after
 * each change, it follows the date, the title and the audience; a draft and what has expired tell nobody.
 */
export async function tellReaders(
  scope: NewsScope,
  { id, title, authorId, publishedAt, expiresAt }: NewsItem,
  urgent?: { reason: string }
): Promise<void> {
  const at = publishedAt?.toJSDate()
  const ends = expiresAt?.toJSDate()
  if (!at || (ends && ends <= scope.clock.now())) return scope.withdraw('published', id)
  await scope.notify('published', {
    to: { audience, id },
    path: `lire/${id}`,
    values: { title },
    object: id,
    at,
    ...(authorId && { from: authorId }),
    ...(urgent && { urgent }),
  })
}
