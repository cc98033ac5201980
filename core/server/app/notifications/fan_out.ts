import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MailChoice, Profile } from '@preau/kit'
import {
  dailyTime,
  deliveryTime,
  openFrom,
  sideOf,
  weeklyTime,
  type QuietRules,
} from '#app/calendar/quiet_hours'
import { rulesOf, RULES_COLUMNS, type StoredRules } from '#app/calendar/stored_rules'
import { coreQuery } from '#app/core_query'
import { enqueueAll, type Work } from '#app/outbox/enqueue'
import { RECIPIENTS } from './recipients.ts'

/** What is to be told, and in which school. */
export interface Telling {
  schoolId: string
  noticeId: string
}

interface Notice extends StoredRules {
  urgent: boolean
  due_at: Date
  told_at: Date | null
  /** Of who is at its origin; null: the school itself. */
  from_profiles: Profile[] | null
}

/** Milliseconds within which a notice is taken for told when it was due. */
const ON_TIME = 10 * 60_000

/**
 * Gives each reader of a notice his row, in one statement whatever their number, and writes in the
 * outbox what follows: telling open pages later, making mails. A notice that is gone does nothing;
 * one whose date has moved is put off. Answers whether some see it at once.
 */
export async function fanOut(trx: TransactionClientContract, telling: Telling): Promise<boolean> {
  const notice = await readNotice(trx, telling)
  const now = new Date()
  if (!notice) return false
  if (notice.due_at.getTime() > now.getTime() + 1000) {
    await enqueueAll([tellingAt(telling, notice.due_at)], trx)
    return false
  }
  const times = timesOf(notice, now)
  if (notice.told_at) await leaveOut(trx, telling)
  const made = await insert(trx, { ...telling, times })
  await enqueueAll(followUps(telling, made, now), trx)
  return made.some(({ visible_at }) => visible_at <= now)
}

async function readNotice(trx: TransactionClientContract, { schoolId, noticeId }: Telling) {
  const [notice] = await coreQuery<Notice>(
    `select x.urgent, x.due_at, x.told_at, m.profiles as from_profiles, ${RULES_COLUMNS}
     from core.notices x join core.schools s on s.id = x.school_id
     left join core.quiet_hours q on q.school_id = x.school_id
     left join core.members m on m.school_id = x.school_id and m.id = x.from_id
     where x.school_id = ? and x.id = ?`,
    [schoolId, noticeId],
    trx
  )
  return notice
}

function tellingAt({ schoolId, noticeId }: Telling, dueAt: Date): Work {
  const payload = { notice: noticeId }
  return { schoolId, job: 'notify', queue: 'interactive', payload, dueAt, dedupeKey: noticeId }
}

/** When staff, and families, see it; when their mails go. */
interface Times {
  staff: Date
  families: Date
  mail: Record<Exclude<MailChoice, 'none'>, Date>
}

/** A late worker does not deliver in quiet hours: what was due long ago counts from now. */
function timesOf(notice: Notice, now: Date): Times {
  const { due_at: due, urgent, from_profiles: sender } = notice
  const told = now.getTime() - due.getTime() < ON_TIME ? due : now
  const rules: QuietRules = rulesOf(notice)
  const from = sender ? sideOf(sender) : 'staff'
  // Between staff nothing waits, but the mail of the night is silent.
  const mail = { daily: dailyTime(told, rules), weekly: weeklyTime(told, rules) }
  if (urgent) return { staff: told, families: told, mail: { ...mail, now: told } }
  return {
    staff: deliveryTime(told, rules, { from, to: 'staff' }),
    families: deliveryTime(told, rules, { from, to: 'families' }),
    mail: { ...mail, now: openFrom(told, rules) },
  }
}

/** Takes it back from those whom it no longer addresses. */
async function leaveOut(trx: TransactionClientContract, { schoolId, noticeId }: Telling) {
  await coreQuery(
    `with told as (select * from core.notices where school_id = ? and id = ?), ${RECIPIENTS}
     delete from core.notifications n where n.school_id = ? and n.notice_id = ?
       and n.member_id not in (select id from recipients)`,
    [schoolId, noticeId, ...Array<string>(5).fill(schoolId), schoolId, noticeId],
    trx
  )
}

interface Made {
  visible_at: Date
  mail_due: Date | null
}

/** An urgent notice is shown to everybody, and mailed at once to whoever takes any mail of its kind. */
async function insert(
  trx: TransactionClientContract,
  { schoolId, noticeId, times }: Telling & { times: Times }
) {
  const { staff, families, mail } = times
  const instants = [staff, families, mail.now, mail.daily, mail.weekly].map((one) =>
    one.toISOString()
  )
  return coreQuery<Made>(
    `with told as (
       update core.notices set told_at = now() where school_id = ? and id = ? returning *),
     ${RECIPIENTS},
     chosen as (
       select r.id, r.staff, t.urgent or coalesce(c.app, t.app) as app,
         case when t.urgent and coalesce(c.mail, t.mail) <> 'none' then 'now' else coalesce(c.mail, t.mail) end as mail
       from recipients r cross join told t left join core.notification_choices c
         on c.school_id = ? and c.member_id = r.id and c.plugin = t.plugin and c.kind = t.kind),
     made as (
       insert into core.notifications (school_id, notice_id, member_id, app, mail, visible_at, mail_due)
       select ?, ?, id, app, mail, case when staff then ?::timestamptz else ?::timestamptz end,
         case mail when 'now' then ?::timestamptz when 'daily' then ?::timestamptz when 'weekly' then ?::timestamptz end
       from chosen where app or mail <> 'none' order by id
       on conflict do nothing returning visible_at, mail_due)
     select distinct visible_at, mail_due from made`,
    [
      ...[schoolId, noticeId, ...Array<string>(5).fill(schoolId)],
      ...[schoolId, schoolId, noticeId, ...instants],
    ],
    trx
  )
}

/** Pages are told when it becomes visible; mails are made when they are due, those of one school and time together. */
function followUps({ schoolId, noticeId }: Telling, made: readonly Made[], now: Date): Work[] {
  const later = distinct(made.map((one) => one.visible_at)).filter((at) => at > now)
  const mails = distinct(made.flatMap(({ mail_due: due }) => due ?? []))
  return [
    ...later.map((dueAt): Work => {
      const payload = { notice: noticeId, at: dueAt.toISOString() }
      return { schoolId, job: 'notify-later', queue: 'interactive', payload, dueAt }
    }),
    ...mails.map((dueAt): Work => {
      const dedupeKey = dueAt.toISOString()
      return { schoolId, job: 'make-mails', queue: 'mail', dueAt, dedupeKey }
    }),
  ]
}

function distinct(dates: readonly Date[]): Date[] {
  return [...new Map(dates.map((date) => [date.getTime(), date])).values()]
}
