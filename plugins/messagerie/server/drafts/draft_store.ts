import db from '@adonisjs/lucid/services/db'
import vine from '@vinejs/vine'
import { instant, PluginError } from '@preau/kit/server'
import { MOST_TARGETS, targetSchema, type Target } from '../recipients/target.ts'
import { checkText, type TextNode } from '../text/document.ts'
import type { MailScope } from '../scope.ts'

/** A message as it is being written. */
export const draftBody = vine.create({
  threadId: vine.string().uuid().nullable(),
  subject: vine.string().trim().maxLength(200).nullable(),
  /** A ProseMirror document: see `checkText`. */
  body: vine.any(),
  targets: vine.array(targetSchema).maxLength(MOST_TARGETS),
  files: vine.array(vine.string().uuid()).maxLength(50),
  noReply: vine.boolean({ strict: true }),
  sendAt: vine.string().use(instant()).nullable(),
})

type Body = Awaited<ReturnType<typeof draftBody.validate>>

export interface Draft {
  id: string
  thread_id: string | null
  subject: string
  body: TextNode
  text: string
  no_reply: boolean
  send_at: Date | null
  sent_at: Date | null
  saved_at: Date
  targets: Target[]
}

/**
 * Writes a draft, new or known, as a whole. The id is chosen by who writes.
 * @throws E_NOT_FOUND (404) for somebody else's, E_MESSAGERIE_SENT (409) once sent, E_MESSAGERIE_BODY (422), E_MESSAGERIE_GONE (422)
 */
export async function saveDraft({ member, files }: MailScope, id: string, draft: Body) {
  const { body, text } = checkText(draft.body)
  await checkNames(member.id, draft)
  const { rows } = await db.rawQuery(
    `insert into messages as m (id, author_id, thread_id, subject, body, text, no_reply, send_at)
     values (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
     on conflict (school_id, id) do update set thread_id = excluded.thread_id, subject = excluded.subject,
       body = excluded.body, text = excluded.text, no_reply = excluded.no_reply, send_at = excluded.send_at,
       saved_at = now()
     where m.author_id = excluded.author_id and m.sent_at is null
     returning id`,
    [
      ...[id, member.id, draft.threadId, draft.subject ?? '', JSON.stringify(body), text],
      ...[draft.noReply, draft.sendAt],
    ]
  )
  if (rows.length === 0) throw await notMine(member.id, id)
  await db.from('targets').where('message_id', id).delete()
  if (draft.targets.length)
    await db
      .insertQuery()
      .table('targets')
      .multiInsert(draft.targets.map(rowOf(id)))
  await files.set({ table: 'messages', id }, draft.files)
}

/** Names of nobody, and threads of others, are no part of a draft. @throws E_MESSAGERIE_GONE (422), E_NOT_FOUND (404) */
async function checkNames(me: string, { targets, threadId }: Body): Promise<void> {
  const members = targets.flatMap(({ member }) => member ?? [])
  const groups = targets.flatMap(({ group }) => group ?? [])
  const { rows } = await db.rawQuery(
    `select exists (select from unnest(?::uuid[]) as i (id) where not exists (select from core_api.members m where m.id = i.id))
       or exists (select from unnest(?::uuid[]) as i (id) where not exists (select from core_api.groups g where g.id = i.id)) as gone,
     ?::uuid is null or exists (select from recipients r where r.thread_id = ?::uuid and r.member_id = ?
       and r.visible_at <= now()) as mine`,
    [members, groups, threadId, threadId, me]
  )
  const { gone, mine } = rows[0]
  if (!mine) throw new PluginError('E_NOT_FOUND', 404, 'not a thread of his')
  if (gone) throw new PluginError('E_MESSAGERIE_GONE', 422, 'a target that is no longer there')
}

const rowOf =
  (id: string) =>
  ({ kind, member, group, profile, guardians, everyone }: Target) => ({
    ...{ message_id: id, kind, member_id: member, group_id: group, profile, guardians, everyone },
  })

async function notMine(me: string, id: string): Promise<PluginError> {
  const mine: unknown = await db.from('messages').where({ id, author_id: me }).first()
  return mine
    ? new PluginError('E_MESSAGERIE_SENT', 409, 'it has been sent already')
    : new PluginError('E_NOT_FOUND', 404, 'not a draft of his')
}

const TARGETS = `coalesce((select jsonb_agg(jsonb_build_object('kind', t.kind, 'member', t.member_id, 'group', t.group_id,
    'profile', t.profile, 'guardians', t.guardians, 'everyone', t.everyone) order by t.id)
  from targets t where t.message_id = m.id), '[]') as targets`

/** The columns of a `Draft`, of `messages m`. */
export const DRAFT_COLUMNS = `m.id, m.thread_id, m.subject, m.body, m.text, m.no_reply, m.send_at, m.sent_at, m.saved_at, ${TARGETS}`

/** A message that the member is writing, or has sent; held until the end of a transaction that writes. @throws E_NOT_FOUND (404) */
export async function myDraft({ member }: MailScope, id: string, held: boolean): Promise<Draft> {
  const { rows } = await db.rawQuery(
    `select ${DRAFT_COLUMNS} from messages m where m.id = ? and m.author_id = ?${held ? ' for update of m' : ''}`,
    [id, member.id]
  )
  if (rows.length === 0) throw new PluginError('E_NOT_FOUND', 404, 'not a message of his')
  return rows[0]
}

export interface Named {
  member: string | null
  group: string | null
  name: string
}

/** What the targets of a draft are called. */
export async function namesOf(id: string): Promise<Named[]> {
  const { rows } = await db.rawQuery(
    `select t.member_id as member, t.group_id as "group", coalesce(m.display_name, g.name, '') as name
     from targets t left join core_api.members m on m.id = t.member_id left join core_api.groups g on g.id = t.group_id
     where t.message_id = ?`,
    [id]
  )
  return rows
}
