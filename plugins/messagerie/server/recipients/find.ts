import db from '@adonisjs/lucid/services/db'
import type { Profile } from '@preau/kit'
import { verdictSql } from '../rules/reach_sql.ts'
import type { Range } from '../rules/rules.ts'
import { foldedName, nameLike } from '../text/search.ts'
import type { MailScope } from '../scope.ts'
import { addressesProfiles } from './target.ts'

const MOST = 20
/** The profiles of a group that may be addressed together. */
const OF_GROUPS = ['student', 'guardian', 'teacher'] as const

export interface FoundPerson {
  id: string
  name: string
  profile: Profile
  /** Classes, for pupils. */
  groups: string | null
  /** Legal guardians who may be written to through him. */
  guardians: number
  /** May be written to only if an adult of the school receives it too. */
  supervised: boolean
}

export interface FoundGroup {
  id: string | null
  name: string
  profile: Profile
  count: number
}

/** People whom one may write to, whose name contains the text; nobody else is ever named. */
export async function findPeople(range: Range, sought: string): Promise<FoundPerson[]> {
  const { rows } = await db.rawQuery(
    `with near as (
      select m.id, m.display_name, m.family_name, m.profile, m.profiles, ${verdictSql(range, 'm')} as verdict
      from core_api.members m
      where m.id <> (select core_api.member_id()) and ${foldedName('m')} like ?
    )
    select n.id, n.display_name as name, n.profile, n.verdict = 'adult' as supervised,
      (select string_agg(g.name, ', ' order by g.name) from core_api.group_members gm
        join core_api.groups g on g.id = gm.group_id and g.kind = 'class'
        where gm.member_id = n.id and gm.role = 'member' and n.profile = 'student') as groups,
      (select count(*)::int from core_api.relations r join core_api.members m on m.id = r.guardian_id
        where r.student_id = n.id and r.legal and m.id <> (select core_api.member_id())
          and ${verdictSql(range, 'm')} = 'yes') as guardians
    from near n where n.verdict <> 'no'
    order by n.family_name, n.display_name, n.id limit ${MOST}`,
    [nameLike(sought)]
  )
  return rows
}

/** Groups, and for the direction whole profiles, that one may address, with how many people receive it. */
// eslint-disable-next-line max-lines-per-function -- one query
export async function findGroups(
  scope: MailScope,
  range: Range,
  sought: string
): Promise<FoundGroup[]> {
  const whole = OF_GROUPS.filter((one) => range.all.includes(one))
  const taught = OF_GROUPS.filter((one) => range.related.some(({ to }) => to === one))
  const beside = range.supervised.some(({ to }) => to === 'student')
  const profiles = addressesProfiles(scope) && !sought.trim() ? range.all : []
  const { rows } = await db.rawQuery(
    `with mine as (
      select group_id, role from core_api.group_members where member_id = (select core_api.member_id())
    ),
    open as (
      select g.id, g.name, g.kind, p.profile from core_api.groups g, unnest(?::text[]) as p (profile)
      where lower(g.name) like ? and (
        p.profile = any (?)
        or p.profile = any (?) and exists (select from mine where group_id = g.id and role in ('teacher', 'main-teacher'))
        or p.profile = 'student' and ? and g.kind = 'class' and exists (select from mine where group_id = g.id and role = 'member')
      )
      order by g.kind, g.name, p.profile limit ${MOST}
    ),
    counted as (
      select o.id, o.name, o.kind, o.profile, case o.profile
        when 'guardian' then (select count(distinct r.guardian_id) from core_api.group_members gm
          join core_api.members s on s.id = gm.member_id and 'student' = any (s.profiles)
          join core_api.relations r on r.student_id = gm.member_id and r.legal
          join core_api.members m on m.id = r.guardian_id
          where gm.group_id = o.id and m.id <> (select core_api.member_id()))
        else (select count(*) from core_api.group_members gm join core_api.members m on m.id = gm.member_id
          where gm.group_id = o.id and o.profile = any (m.profiles) and m.id <> (select core_api.member_id()))
        end::int as count
      from open o
      union all
      select null, '', '', p.profile, count(*)::int
      from unnest(?::text[]) as p (profile) join core_api.members m on p.profile = any (m.profiles)
      where m.id <> (select core_api.member_id()) group by p.profile
    )
    select id, name, profile, count from counted where count > 0
    order by id is not null, case when id is null then -count else 0 end, kind, name, profile`,
    [[...OF_GROUPS], nameLike(sought), whole, taught, beside, profiles]
  )
  return rows
}
