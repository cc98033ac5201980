import type { Profile } from '@preau/kit'
import { coreQuery } from '#app/core_query'
import { withPersonScope } from '#app/scope/index'

interface AccountRow {
  id: string
  identifier: string
  name: string
  committees: string[]
  authorities: {
    id: string
    name: string
    role: 'agent' | 'administrator'
    schools: { uai: string; name: string }[]
  }[]
}

const AUTHORITIES = `
  select json_agg(json_build_object('id', u.id, 'name', u.name, 'role', o.role, 'schools',
    coalesce((select json_agg(json_build_object('uai', s.uai, 'name', s.name) order by s.name, s.uai)
      from core.schools s where s.authority_id = u.id), '[]')) order by u.name)
  from core.officers o join core.authorities u on u.id = o.authority_id
  where o.account_id = a.id and o.ended_at is null`

interface MySchool {
  id: string
  uai: string
  name: string
  profile: Profile
  profiles: Profile[]
}

/** Somebody, the schools he is a member of, and the authorities he is an officer of. */
export async function describeMe(accountId: string) {
  const [row] = await coreQuery<AccountRow>(
    `select a.id, a.identifier, a.given_name || ' ' || a.family_name as name,
       array(select c.school_id from core.committee_members c join core.members m
         on m.school_id = c.school_id and m.id = c.member_id
         where m.account_id = a.id and m.ended_at is null) as committees,
       coalesce((${AUTHORITIES}), '[]') as authorities
     from core.accounts a where a.id = ?`,
    [accountId]
  )
  const { committees, authorities, ...account } = row!
  const schools: MySchool[] = await withPersonScope(
    accountId,
    async (trx) =>
      await trx
        .from('core_api.my_schools')
        .select('id', 'uai', 'name', 'profile', 'profiles')
        .orderBy(['name', 'uai'])
  )
  return {
    account,
    members: schools.map(({ id, uai, name, profile, profiles }) => ({
      school: { uai, name },
      profile,
      profiles,
      administers: profiles.includes('head') || committees.includes(id),
    })),
    authorities,
  }
}
