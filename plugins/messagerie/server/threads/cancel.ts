import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import type { MailScope } from '../scope.ts'

/**
 * Makes a draft again of a message that nobody has received yet.
 * @throws E_NOT_FOUND (404), E_MESSAGERIE_DELIVERED (409)
 */
export async function cancelSending(scope: MailScope, id: string): Promise<void> {
  const { rows } = await db.rawQuery(
    `select m.thread_id, exists (select from recipients r where r.message_id = m.id and r.kind <> 'from'
         and r.visible_at <= now()) as delivered,
       exists (select from messages o where o.thread_id = m.thread_id and o.id <> m.id) as answers
     from messages m where m.id = ? and m.author_id = ? and m.sent_at is not null for update of m`,
    [id, scope.member.id]
  )
  const [message] = rows
  if (!message) throw new PluginError('E_NOT_FOUND', 404, 'not a message of his')
  if (message.delivered)
    throw new PluginError('E_MESSAGERIE_DELIVERED', 409, 'somebody has received it')
  await db.from('recipients').where('message_id', id).delete()
  await db.rawQuery(
    `update messages set sent_at = null, words = null, saved_at = now(), thread_id = case when ? then thread_id end
     where id = ? returning id`,
    [message.answers, id]
  )
  if (!message.answers) await db.from('threads').where('id', message.thread_id).delete()
  await scope.withdraw('message', id)
  await scope.audit('message.cancelled', id)
}
