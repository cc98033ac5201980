import { coreQuery } from '#app/core_query'
import { tell } from '#app/live/bus'
import type { Telling } from './fan_out.ts'

/** The event by which an open page knows that its notifications have changed; it asks for them itself. */
export const CHANGED = 'notifications'

/** Tells the open pages of a notice's readers that see it now, or that see it from `at` on. */
export async function announce({ schoolId, noticeId }: Telling, at?: string): Promise<void> {
  const rows = await coreQuery<{ account: string }>(
    `select m.account_id as account from core.notifications n
     join core.members m on m.school_id = n.school_id and m.id = n.member_id and m.ended_at is null
     where n.school_id = ? and n.notice_id = ? and n.app and n.read_at is null and n.visible_at <= now()
       and (?::timestamptz is null or n.visible_at = ?::timestamptz)`,
    [schoolId, noticeId, at ?? null, at ?? null]
  )
  tell(
    rows.map(({ account }) => account),
    CHANGED,
    {}
  )
}
