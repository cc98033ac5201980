import db from '@adonisjs/lucid/services/db'
import { PluginError, type AudienceRow } from '@preau/kit/server'
import { assertReached, judgedSql, judgedValues, type Reached } from '../recipients/resolve.ts'
import { checkTargets } from '../recipients/target.ts'
import { CROWD, isCrowd, isWhole, limitOf, WHOLE_DELAY } from '../rules/limits.ts'
import { matrixOf, rangeOf } from '../rules/rules.ts'
import { fold } from '../text/search.ts'
import type { MailScope } from '../scope.ts'
import { outgoing, type Outgoing } from './outgoing.ts'

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
 * Sends a draft: one statement judges its recipients and writes the thread, the message and a row for each of
 * them, whatever their number; all of it or nothing. Sent again, it answers as the first time and sends nothing.
 * `confirmed` is the number of recipients that the author has been shown and agreed to.
 * @throws E_NOT_FOUND (404), those of `checkTargets`, `assertReached` and `checkMay`, E_MESSAGERIE_EMPTY (422),
 * E_MESSAGERIE_SUBJECT (422), E_MESSAGERIE_DATE (422), E_MESSAGERIE_NO_REPLY (403), E_MESSAGERIE_TOO_MANY (422),
 * E_MESSAGERIE_CONFIRM (409)
 */
export async function send(scope: MailScope, id: string, confirmed: number | null): Promise<Sent> {
  const draft = await outgoing(scope, id)
  if (draft.sent_at) return alreadySent(draft)
  checkThread(draft)
  checkContent(scope, draft)
  checkTargets(scope, draft.targets)
  checkMay(scope, draft)
  const subject = draft.thread?.subject ?? draft.subject
  const { staffAt, familiesAt } = await timesOf(scope, draft)
  const sent = await write(scope, { draft, subject, staffAt, familiesAt, confirmed })
  assertReached(scope, sent)
  assertFits(scope, { draft, sent, confirmed })
  await tell(scope, { draft, subject, threadId: sent.thread_id!, ids: sent.ids, at: staffAt })
  const last = sent.families > 0 ? familiesAt : staffAt
  return {
    threadId: sent.thread_id!,
    total: sent.total,
    familiesAt: last > scope.clock.now() ? last : null,
  }
}

async function alreadySent({ id, thread_id }: Outgoing): Promise<Sent> {
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

/** The thread that it answers in is one which the member has part in. */
function checkThread({ thread_id, thread }: Outgoing): void {
  if (!thread_id) return
  if (!thread) throw new PluginError('E_NOT_FOUND', 404, 'not a thread of his')
  if (thread.no_reply && !thread.mine)
    throw new PluginError('E_MESSAGERIE_NO_REPLY', 403, 'its author asked for no answer')
}

function checkContent({ clock }: MailScope, { thread_id, subject, text, send_at }: Outgoing): void {
  if (!thread_id && !subject)
    throw new PluginError('E_MESSAGERIE_SUBJECT', 422, 'without a subject')
  if (!text) throw new PluginError('E_MESSAGERIE_EMPTY', 422, 'without a word')
  if (send_at && send_at.getTime() > clock.now().getTime() + LATEST)
    throw new PluginError('E_MESSAGERIE_DATE', 422, 'more than a year ahead')
}

/**
 * What a stolen session must not do.
 * @throws E_MESSAGERIE_HOURLY (429), E_MESSAGERIE_PROOF (403) for a whole profile without the password given again
 */
function checkMay({ member, proved }: MailScope, { targets, recent }: Outgoing): void {
  const { hourly } = limitOf(member.profiles)
  if (recent >= hourly)
    throw new PluginError('E_MESSAGERIE_HOURLY', 429, 'too many in an hour', { hourly })
  if (isWhole(targets) && !proved)
    throw new PluginError('E_MESSAGERIE_PROOF', 403, 'the password is to be given again')
}

/** Delivery waits for the school to be open, and a whole profile's can still be cancelled; writing does not wait. */
async function timesOf({ clock, quietHours }: MailScope, { send_at, targets }: Outgoing) {
  const now = clock.now()
  const earliest = isWhole(targets) ? new Date(now.getTime() + WHOLE_DELAY) : now
  const at = send_at && send_at > earliest ? send_at : earliest
  const staffAt = await quietHours.deliveryTime({ to: ['staff'], at })
  return { staffAt, familiesAt: await quietHours.deliveryTime({ to: ['guardian'], at }) }
}

interface Writing {
  draft: Outgoing
  subject: string
  staffAt: Date
  familiesAt: Date
  confirmed: number | null
}

interface Written extends Reached {
  /** Null: nothing was written. */
  thread_id: string | null
  ids: string[] | null
}

// eslint-disable-next-line max-lines-per-function -- one statement: all or nothing
async function write(
  scope: MailScope,
  { draft, subject, staffAt, familiesAt, confirmed }: Writing
): Promise<Written> {
  const { member } = scope
  const range = rangeOf(matrixOf(draft.rules), member.profiles)
  const { recipients, withAdult } = limitOf(member.profiles)
  const { rows } = await db.rawQuery(
    `with ${judgedSql(range)},
    fine as (
      select from counted where gone = 0 and refused is null and total > 0
        and total <= case when adult then ?::int else ?::int end
        and (total = ?::int or not (? or families >= ${CROWD}))
    ),
    opened as (
      insert into threads (subject, no_reply) select ?, ? from fine where ?::uuid is null returning id
    ),
    thread as (select coalesce(?::uuid, (select id from opened)) as id from fine),
    sent as (
      update messages set thread_id = (select id from thread), subject = ?, sent_at = now(),
        words = to_tsvector('french', ?)
      where id = ? and exists (select from fine) returning id
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
    select c.*, (select id from thread) as thread_id,
      (select case when count(*) <= ${MOST_BY_NAME} then array_agg(member_id) end from rows) as ids
    from counted c`,
    [
      ...judgedValues(scope, draft.targets, draft.thread_id),
      ...[byNameOnly(draft, withAdult), byNameOnly(draft, recipients), confirmed],
      ...[isCrowd(draft.targets), subject, draft.no_reply, draft.thread_id, draft.thread_id],
      ...[subject, fold(`${subject} ${draft.text}`), draft.id, member.id, familiesAt, staffAt],
    ]
  )
  return rows[0]
}

/** How many may receive it: so many may be told only where all are addressed by groups. */
const byNameOnly = ({ targets }: Outgoing, most: number) =>
  targets.every(({ profile }) => profile !== null) ? most : Math.min(most, MOST_BY_NAME)

/** Why nothing was written, where the rules were not the reason. @throws E_MESSAGERIE_TOO_MANY (422), E_MESSAGERIE_CONFIRM (409) */
function assertFits(
  { member }: MailScope,
  { draft, sent, confirmed }: { draft: Outgoing; sent: Written; confirmed: number | null }
): void {
  if (sent.thread_id) return
  const { total, adult } = sent
  const { recipients, withAdult } = limitOf(member.profiles)
  const most = byNameOnly(draft, adult ? withAdult : recipients)
  if (total > most)
    throw new PluginError('E_MESSAGERIE_TOO_MANY', 422, 'too many recipients', { most })
  throw new PluginError('E_MESSAGERIE_CONFIRM', 409, `${confirmed} are not confirmed`, {
    count: total,
  })
}

/** The bell and mails of those who received it, when they did. */
async function tell(
  scope: MailScope,
  { draft, subject, threadId, ids, at }: Telling
): Promise<void> {
  const rows: AudienceRow[] = draft.targets.map(({ group, profile }) => ({ group, profile }))
  await scope.notify('message', {
    to: ids ?? { rows },
    path: `fil/${threadId}`,
    values: { subject },
    object: draft.id,
    ...(at > scope.clock.now() && { at }),
  })
}

interface Telling {
  draft: Outgoing
  subject: string
  threadId: string
  ids: string[] | null
  /** When the first of them receive it. */
  at: Date
}
