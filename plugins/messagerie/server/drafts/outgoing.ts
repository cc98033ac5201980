import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import type { Rule } from '../rules/rules.ts'
import type { MailScope } from '../scope.ts'
import { DRAFT_COLUMNS, type Draft } from './draft_store.ts'

/** A draft with all that a sending looks at. */
export interface Outgoing extends Draft {
  /** The thread that it answers in; null where there is none, or none of the author's. */
  thread: { subject: string; no_reply: boolean; mine: boolean } | null
  /** The school's rules. */
  rules: Rule[]
  /** How many messages the author has sent in the last hour. */
  recent: number
}

/** Reads a draft to be sent, in one statement, and holds it. @throws E_NOT_FOUND (404) */
export async function outgoing({ member }: MailScope, id: string): Promise<Outgoing> {
  const { rows } = await db.rawQuery(
    `select ${DRAFT_COLUMNS},
       (select jsonb_build_object('subject', t.subject, 'no_reply', t.no_reply, 'mine', exists (
           select from recipients r where r.thread_id = t.id and r.member_id = m.author_id and r.kind = 'from'))
         from threads t where t.id = m.thread_id and exists (select from recipients r
           where r.thread_id = t.id and r.member_id = m.author_id and r.visible_at <= now())) as thread,
       coalesce((select jsonb_agg(jsonb_build_object('from', from_profile, 'to', to_profile, 'reach', reach))
         from rules), '[]') as rules,
       (select count(*)::int from messages o where o.author_id = m.author_id
         and o.sent_at > now() - interval '1 hour') as recent
     from messages m where m.id = ? and m.author_id = ? for update of m`,
    [id, member.id]
  )
  if (rows.length === 0) throw new PluginError('E_NOT_FOUND', 404, 'not a message of his')
  return rows[0]
}
