import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { coreQuery } from '#app/core_query'
import { enqueueAll, type Work } from '#app/outbox/enqueue'

/** Mails for which one more job is written, and jobs at most. */
const A_JOB = 200
const MOST_JOBS = 10

/** The modules of a school that answer somebody now. */
export async function openPlugins(schoolId: string): Promise<string[]> {
  const { modules } = await activationsOf(schoolId)
  const asker = { profiles: [], write: false, now: new Date() }
  return [...modules.values()].filter((one) => isOpenTo(one, asker)).map(({ plugin }) => plugin)
}

/**
 * Makes mails of what is due in a school: one for each notice to be sent at once, one digest for each
 * member. What has been read meanwhile, what is of a module now off, who has left or has no address is
 * left out. Their words are written when they are sent.
 */
export async function makeMails(
  trx: TransactionClientContract,
  { schoolId, plugins }: { schoolId: string; plugins: string[] }
): Promise<void> {
  const [row] = await coreQuery<{ made: number }>(
    MAKE,
    [plugins, schoolId, schoolId, schoolId],
    trx
  )
  const jobs = Math.min(MOST_JOBS, Math.ceil((row?.made ?? 0) / A_JOB))
  await enqueueAll(
    Array.from({ length: jobs }, () => sending(schoolId)),
    trx
  )
}

/** Work that sends what waits in a school, or of no school. */
export function sending(schoolId: string | null, more: Partial<Work> = {}): Work {
  return { schoolId, job: 'send-mails', queue: 'mail', ...more }
}

const MAKE = `
  with due as (
    select n.notice_id, n.member_id, n.mail, a.id as account_id,
      case n.mail when 'now' then n.notice_id end as alone,
      n.read_at is null and m.ended_at is null and a.closed_at is null and a.email is not null
        and x.plugin = any (?::text[]) as wanted
    from core.notifications n
    join core.notices x on x.school_id = n.school_id and x.id = n.notice_id
    join core.members m on m.school_id = n.school_id and m.id = n.member_id
    join core.accounts a on a.id = m.account_id
    where n.school_id = ? and n.mail_due <= now()),
  made as (
    insert into core.mails (school_id, account_id, member_id, kind, notice_id)
    select ?, account_id, member_id, mail, alone from due where wanted
    group by account_id, member_id, mail, alone
    returning id, member_id, kind, notice_id),
  linked as (
    update core.notifications n set mail_due = null, mail_id = case when d.wanted then made.id end
    from due d left join made on made.member_id = d.member_id and made.kind = d.mail
      and made.notice_id is not distinct from d.alone
    where n.school_id = ? and n.notice_id = d.notice_id and n.member_id = d.member_id)
  select count(*)::int as made from made`
