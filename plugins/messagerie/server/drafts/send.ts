import db from '@adonisjs/lucid/services/db'
import { PluginError, type AudienceRow } from '@preau/kit/server'
import { assertReached, REACHED, reachedValues, resolve } from '../recipients/resolve.ts'
import { checkTargets } from '../recipients/target.ts'
import { rangeHere } from '../rules/stored_rules.ts'
import { fold } from '../text/search.ts'
import type { MailScope } from '../scope.ts'
import { myDraft, type Draft } from './draft_store.ts'

/** Members who may be told by name, at most; more are told as groups. */
const MOST_BY_NAME = 1200
const LATEST = 366 * 86_400_000

export interface Sent {
  threadId: string
  total: number
  /** When pupils and parents receive it; null: at once. */
  familiesAt: Date | null
}

/**
 * Sends a draft: one statement writes the thread, the message and a row for each recipient, whatever their
 * number; all of it or nothing. Sent again, it answers as the first time and sends nothing.
 * @throws E_NOT_FOUND (404), those of `checkTargets` and `assertReached`, E_MESSAGERIE_EMPTY (422),
 * E_MESSAGERIE_SUBJECT (422), E_MESSAGERIE_DATE (422), E_MESSAGERIE_NO_REPLY (403), E_MESSAGERIE_TOO_MANY (422)
 */
export async function send(scope: MailScope, id: string): Promise<Sent> {
  const draft = await myDraft(scope, id, true)
  if (draft.sent_at) return alreadySent(draft)
  const thread = await threadOf(scope, draft)
  checkContent(scope, draft)
  checkTargets(scope, draft.targets)
  const range = await rangeHere(scope)
  const reached = await resolve(scope, { range, targets: draft.targets, thread: draft.thread_id })
  assertReached(scope, reached)
  if (!addressedByGroups(draft) && reached.total > MOST_BY_NAME)
    throw new PluginError('E_MESSAGERIE_TOO_MANY', 422, 'too many by name', { most: MOST_BY_NAME })
  const { staffAt, familiesAt } = await timesOf(scope, draft, reached.families)
  const subject = thread?.subject ?? draft.subject
  const sent = await write(scope, { draft, subject, staffAt, familiesAt })
  await tell(scope, { draft, subject, threadId: sent.thread_id, ids: sent.ids })
  const late = familiesAt > scope.clock.now() && reached.families > 0
  return { threadId: sent.thread_id, total: sent.total, familiesAt: late ? familiesAt : null }
}

async function alreadySent({ id, thread_id }: Draft): Promise<Sent> {
  const row: { total: string; at: Date | null } = await db
    .from('recipients')
    .where('message_id', id)
    .whereNot('kind', 'from')
    .select(
      db.raw('count(*) as total'),
      db.raw('max(visible_at) filter (where visible_at > now()) as at')
    )
    .firstOrFail()
  return { threadId: thread_id!, total: Number(row.total), familiesAt: row.at }
}

interface Thread {
  subject: string
  no_reply: boolean
  mine: boolean
}

/** The thread that it answers in, which the member must have part in. */
async function threadOf({ member }: MailScope, { thread_id }: Draft): Promise<Thread | undefined> {
  if (!thread_id) return undefined
  const { rows } = await db.rawQuery(
    `select t.subject, t.no_reply, exists (select from recipients r where r.thread_id = t.id and r.member_id = ?
       and r.kind = 'from') as mine
     from threads t where t.id = ? and exists (select from recipients r
       where r.thread_id = t.id and r.member_id = ? and r.visible_at <= now())`,
    [member.id, thread_id, member.id]
  )
  const thread: Thread | undefined = rows[0]
  if (!thread) throw new PluginError('E_NOT_FOUND', 404, 'not a thread of his')
  if (thread.no_reply && !thread.mine)
    throw new PluginError('E_MESSAGERIE_NO_REPLY', 403, 'its author asked for no answer')
  return thread
}

function checkContent({ clock }: MailScope, { thread_id, subject, text, send_at }: Draft): void {
  if (!thread_id && !subject)
    throw new PluginError('E_MESSAGERIE_SUBJECT', 422, 'without a subject')
  if (!text) throw new PluginError('E_MESSAGERIE_EMPTY', 422, 'without a word')
  if (send_at && send_at.getTime() > clock.now().getTime() + LATEST)
    throw new PluginError('E_MESSAGERIE_DATE', 422, 'more than a year ahead')
}

/** Delivery waits for the school to be open; writing does not. */
async function timesOf({ clock, quietHours }: MailScope, { send_at }: Draft, families: number) {
  const now = clock.now()
  const at = send_at && send_at > now ? send_at : now
  const staffAt = await quietHours.deliveryTime({ to: ['staff'], at })
  const familiesAt = families ? await quietHours.deliveryTime({ to: ['guardian'], at }) : staffAt
  return { staffAt, familiesAt }
}

interface Writing {
  draft: Draft
  subject: string
  staffAt: Date
  familiesAt: Date
}

async function write(
  { member }: MailScope,
  { draft, subject, staffAt, familiesAt }: Writing
): Promise<{ thread_id: string; total: number; ids: string[] | null }> {
  const { rows } = await db.rawQuery(
    `with ${REACHED},
    opened as (
      insert into threads (subject, no_reply) select ?, ? where ?::uuid is null returning id
    ),
    thread as (select coalesce(?::uuid, (select id from opened)) as id),
    sent as (
      update messages set thread_id = (select id from thread), subject = ?, sent_at = now(),
        words = to_tsvector('french', ?)
      where id = ? returning id
    ),
    own as (
      insert into recipients (message_id, thread_id, member_id, kind, place, visible_at, read_at)
      select sent.id, thread.id, ?::uuid, 'from', 'sent', now(), now() from sent, thread
    ),
    rows as (
      insert into recipients (message_id, thread_id, member_id, kind, place, visible_at)
      select sent.id, thread.id, r.id, r.kind, 'inbox', greatest(now(), case when r.family then ?::timestamptz else ?::timestamptz end)
      from reached r, sent, thread returning member_id
    )
    select (select id from thread) as thread_id, count(*)::int as total,
      case when count(*) <= ${MOST_BY_NAME} then array_agg(member_id) end as ids from rows`,
    [
      ...reachedValues(draft.targets, draft.thread_id),
      ...[subject, draft.no_reply, draft.thread_id, draft.thread_id, subject],
      ...[fold(`${subject} ${draft.text}`), draft.id, member.id, familiesAt, staffAt],
    ]
  )
  return rows[0]
}

const addressedByGroups = ({ targets }: Draft) => targets.every(({ profile }) => profile !== null)

/** The bell and mails of those who received it, when they did. */
async function tell(
  scope: MailScope,
  {
    draft,
    subject,
    threadId,
    ids,
  }: { draft: Draft; subject: string; threadId: string; ids: string[] | null }
): Promise<void> {
  const rows: AudienceRow[] = draft.targets.map(({ group, profile }) => ({ group, profile }))
  await scope.notify('message', {
    to: ids ?? { rows },
    path: `fil/${threadId}`,
    values: { subject },
    object: draft.id,
    ...(draft.send_at && draft.send_at > scope.clock.now() && { at: draft.send_at }),
  })
}
