import db from '@adonisjs/lucid/services/db'
import type { ManifestOf } from '@preau/kit'
import type { PrivacyHandlers } from '@preau/kit/server'
import type folios from '../plugin.ts'
import { Comment } from './sharing/comment.ts'

interface ShareRow {
  id: string
}

/** The shares that name a member, as their owner or as who reads. */
function sharesOf(memberId: string) {
  return db
    .from('traces_shares')
    .where((either) => void either.where('owner_member', memberId).orWhere('to_member', memberId))
}

/**
 * What a school keeps: whom shares name, and what people answered. Traces are their owner's, and the
 * host's to hand over and erase with his account.
 */
export const privacy: PrivacyHandlers<ManifestOf<typeof folios>> = {
  async *export(_scope, memberId) {
    const shares: ShareRow[] = await sharesOf(memberId).select(
      ...['id', 'object_id', 'owner_member', 'to_member', 'to_team', 'to_guardians', 'rights'],
      ...['until', 'ended_at', 'created_at']
    )
    for (const share of shares) yield { path: `folios/partages/${share.id}.json`, data: share }
    for (const comment of await Comment.query().where('authorId', memberId))
      yield { path: `folios/commentaires/${comment.id}.json`, data: comment.serialize() }
  },
  async erase(scope, memberId) {
    const [shares] = await sharesOf(memberId).delete()
    const changed = await Comment.query().where('authorId', memberId).update({ authorId: null })
    const files = await scope.files.disown(memberId)
    return { rows: Number(shares ?? 0) + Number(changed[0] ?? 0), files }
  },
}
