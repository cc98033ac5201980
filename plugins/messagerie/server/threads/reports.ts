import db from '@adonisjs/lucid/services/db'
import type { ManifestOf } from '@preau/kit'
import type { ReportHandler } from '@preau/kit/server'
import type messagerie from '../../plugin.ts'
import { linksOf, type TextNode } from '../text/document.ts'

interface Row {
  author: string | null
  subject: string
  text: string
  body: TextNode
  sent_at: Date
}

/** A message reported leaves the boxes of who reports it; removed, its trace stays where it was. */
export const messageReports: ReportHandler<ManifestOf<typeof messagerie>> = {
  async take({ member, files }, id) {
    const { rows }: { rows: Row[] } = await db.rawQuery(
      `select m.author_id as author, t.subject, m.text, m.body, m.sent_at from messages m
       join threads t on t.id = m.thread_id
       join recipients r on r.message_id = m.id and r.member_id = ? and r.visible_at <= now()
       where m.id = ?`,
      [member.id, id]
    )
    const [seen] = rows
    if (!seen) return null
    await db.rawQuery(
      `update recipients set place = 'reported', read_at = coalesce(read_at, now()), starred = false
       where message_id = ? and member_id = ? and kind <> 'from'`,
      [id, member.id]
    )
    const attached = await files.list({ table: 'messages', id })
    return {
      author: seen.author,
      title: seen.subject,
      text: [seen.text, ...linksOf(seen.body)].join('\n'),
      at: seen.sent_at,
      files: attached.map(({ name }) => name),
    }
  },
  async remove(scope, id) {
    await db
      .from('messages')
      .where('id', id)
      .whereNull('removed_at')
      .update({ removed_at: scope.clock.now(), recalled_at: scope.clock.now() })
    await scope.withdraw('message', id)
    await scope.audit('message.removed', id)
  },
}
