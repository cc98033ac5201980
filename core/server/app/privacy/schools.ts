import type { SchoolRef } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'

/** A member of a school, present or past, as the host handles what concerns him. */
export interface Membership {
  school: SchoolRef
  memberId: string
}

/** A school by its id. */
export async function schoolById(id: string): Promise<SchoolRef | undefined> {
  const [school] = await coreQuery<SchoolRef & { id: string }>(
    'select id, uai, name, timezone, locale from core.schools where id = ?',
    [id]
  )
  return school
}

/** All the memberships of an account, past ones too, in one school or in all. */
export async function membershipsOf(
  accountId: string,
  schoolId: string | null
): Promise<Membership[]> {
  const rows = await coreQuery<SchoolRef & { memberId: string }>(
    `select s.id, s.uai, s.name, s.timezone, s.locale, m.id as "memberId"
     from core.members m join core.schools s on s.id = m.school_id
     where m.account_id = ? and (?::uuid is null or m.school_id = ?::uuid) order by s.id`,
    [accountId, schoolId, schoolId]
  )
  return rows.map(({ memberId, ...school }) => ({ school, memberId }))
}
