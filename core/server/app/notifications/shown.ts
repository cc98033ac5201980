/**
 * The notifications that an account finds now, over his schools: addressed to a membership that lasts,
 * visible, and of a module that answers him there. Values: the account, and the modules that this
 * process serves.
 */
export const SHOWN = shownWith('')

/** As `SHOWN`, with more joined. */
export function shownWith(joined: string): string {
  return `
  from core.members m
  join core.notifications n on n.school_id = m.school_id and n.member_id = m.id and n.app and n.visible_at <= now()
  join core.notices x on x.school_id = n.school_id and x.id = n.notice_id
  join core.activations a on a.school_id = x.school_id and a.plugin = x.plugin and a.active
    and not coalesce(a.paused_mode = 'off' and (a.paused_until is null or a.paused_until > now())
      and (a.paused_profiles = '{}' or m.profiles <@ a.paused_profiles), false)
  ${joined} where m.account_id = ? and m.ended_at is null and x.plugin = any (?::text[])`
}
