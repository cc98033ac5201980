import db from '@adonisjs/lucid/services/db'
import type { ManifestOf } from '@preau/kit'
import type { PrivacyHandlers } from '@preau/kit/server'
import type folios from '../plugin.ts'
import { Activity } from './activities/activity.ts'
import { Comment } from './sharing/comment.ts'

interface ShareRow {
  id: string
}

/**
 * What a school keeps: whom shares name, and what people answered. Traces are their owner's, and the
 * host's to hand over and erase with his account; erased in one school, he reads on what was answered there.
 */
export const privacy: PrivacyHandlers<ManifestOf<typeof folios>> = {
  async *export(_scope, memberId) {
    const shares: ShareRow[] = await db
      .from('traces_shares')
      .where((either) => void either.where('owner_member', memberId).orWhere('to_member', memberId))
      .select(
        ...['id', 'object_id', 'owner_member', 'to_member', 'to_team', 'to_guardians', 'rights'],
        ...['until', 'ended_at', 'created_at']
      )
    for (const share of shares) yield { path: `folios/partages/${share.id}.json`, data: share }
    for (const comment of await Comment.query().where('authorId', memberId))
      yield { path: `folios/commentaires/${comment.id}.json`, data: comment.serialize() }
    for (const activity of await Activity.query().where('authorId', memberId))
      yield { path: `folios/activites/${activity.id}.json`, data: activity.serialize() }
    const answers: { id: string }[] = await db
      .from('activity_answers')
      .where('member_id', memberId)
      .select('id', 'activity_id', 'created_at')
    for (const answer of answers) yield { path: `folios/reponses/${answer.id}.json`, data: answer }
  },
  async erase(scope, memberId) {
    const asked = await Activity.query().where('authorId', memberId).update({ authorId: null })
    const answers = await db.from('activity_answers').where('member_id', memberId).delete()
    const named = await db
      .from('traces_shares')
      .where('to_member', memberId)
      .update({ to_member: null, ended_at: scope.clock.now() })
    const shares = await db
      .from('traces_shares')
      .where('owner_member', memberId)
      .update({ owner_member: null })
    const changed = await Comment.query().where('authorId', memberId).update({ authorId: null })
    const files = await scope.files.disown(memberId)
    return {
      rows: [named, shares, answers, changed[0], asked[0]].reduce(
        (sum: number, one) => sum + Number(one ?? 0),
        0
      ),
      files,
    }
  },
}
