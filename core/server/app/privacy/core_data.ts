import { coreQuery } from '#app/core_query'

/** What the core itself keeps about an account, but for its schools. */
export async function accountData(accountId: string): Promise<object> {
  const [account] = await coreQuery(
    `select identifier, email, locale, given_name as "givenName", family_name as "familyName", created_at as "createdAt", closed_at as "closedAt"
     from core.accounts where id = ?`,
    [accountId]
  )
  const sessions = await coreQuery(
    `select device, created_at as "createdAt", touched_at as "lastUsedAt", expires_at as "expiresAt"
     from core.sessions where account_id = ? order by created_at`,
    [accountId]
  )
  return { account, sessions }
}

/** What the core keeps about somebody in one school: profile, groups, family ties, what he changed. */
export async function memberData(schoolId: string, memberId: string): Promise<object> {
  const values = [schoolId, memberId]
  const [member] = await coreQuery(
    `select id, profile, profiles, functions, given_name as "givenName", family_name as "familyName",
       display_name as "displayName", created_at as "createdAt", ended_at as "endedAt"
     from core.members where school_id = ? and id = ?`,
    values
  )
  const groups = await coreQuery(
    `select g.name, g.kind, y.label as year, x.role, x.subjects from core.group_members x
     join core.groups g on g.school_id = x.school_id and g.id = x.group_id
     join core.school_years y on y.school_id = g.school_id and y.id = g.school_year_id
     where x.school_id = ? and x.member_id = ? order by y.starts_on, g.name`,
    values
  )
  const guardianships = await coreQuery(
    `select guardian_id as "guardianId", student_id as "studentId", kinship, legal, in_charge as "inCharge",
       contact, financial, payment, ended_at as "endedAt" from core.guardianships
     where school_id = ? and (guardian_id = ? or student_id = ?)`,
    [...values, memberId]
  )
  const changes = await coreQuery(
    `select l.at, l.plugin, l.action, l.reason from core.ledger l
     join core.members m on m.account_id = l.actor_account_id and m.school_id = l.school_id
     where l.school_id = ? and m.id = ? order by l.at`,
    values
  )
  return { member, groups, guardianships, changes, ...(await toldTo(schoolId, memberId)) }
}

/** What he was told and how he wished to be, kinds and values as they are kept; and what he reported. */
async function toldTo(schoolId: string, memberId: string): Promise<object> {
  const notifications = await coreQuery(
    `select x.plugin, x.kind, x.words, n.visible_at as "visibleAt", n.read_at as "readAt" from core.notifications n
     join core.notices x on x.school_id = n.school_id and x.id = n.notice_id
     where n.school_id = ? and n.member_id = ? order by n.visible_at`,
    [schoolId, memberId]
  )
  const choices = await coreQuery(
    'select plugin, kind, app, mail from core.notification_choices where school_id = ? and member_id = ?',
    [schoolId, memberId]
  )
  const mails = await coreQuery(
    `select kind, state, created_at as "createdAt", ended_at as "endedAt" from core.mails
     where school_id = ? and member_id = ? order by created_at`,
    [schoolId, memberId]
  )
  const reports = await coreQuery(
    `select plugin, kind, reason, words, created_at as "createdAt", decision, decided_at as "decidedAt"
     from core.reports where school_id = ? and reporter_id = ? order by created_at`,
    [schoolId, memberId]
  )
  return { notifications, choices, mails, reports }
}

interface SentFile {
  plugin: string
  name: string
  key: string
}

/** The files that somebody has sent in a school, 200 at a time, after the id `after`. */
export async function filesOf(
  schoolId: string,
  memberId: string,
  after: string
): Promise<(SentFile & { id: string })[]> {
  return coreQuery<SentFile & { id: string }>(
    `select id, plugin, name, store_key as key from core.files
     where school_id = ? and owner_id = ? and account_id is null and state = 'clean' and id > ?::uuid order by id limit 200`,
    [schoolId, memberId, after]
  )
}

/** Who, of these ids, is somebody else in the school: ids and names as shown. */
export async function othersAmong(
  { schoolId, memberId }: { schoolId: string; memberId: string },
  ids: readonly string[]
): Promise<{ ids: Set<string>; names: string[] }> {
  const rows = await coreQuery<{ id: string; display_name: string }>(
    'select id, display_name from core.members where school_id = ? and id <> ? and id = any (?::uuid[])',
    [schoolId, memberId, [...ids]]
  )
  return {
    ids: new Set(rows.map(({ id }) => id)),
    names: rows.map(({ display_name }) => display_name),
  }
}
