import db from '@adonisjs/lucid/services/db'
import type { Profile } from '@preau/kit'
import { PluginError } from '@preau/kit/server'
import { verdictSql } from '../rules/reach_sql.ts'
import type { Range } from '../rules/rules.ts'
import { worksHere, type MailScope } from '../scope.ts'
import type { Target } from './target.ts'

/** The members whom targets mean, as `wished (kind, id)`. Values: the targets as JSON, then the thread or null. */
const WISHED = `told as (
    select * from jsonb_to_recordset(?::jsonb)
      as t (kind text, member uuid, guardians boolean, "group" uuid, profile text, everyone boolean)
  ),
  wished as (
    select kind, member as id from told where member is not null and not guardians
    union all
    select t.kind, r.guardian_id from told t join core_api.relations r on r.student_id = t.member and r.legal
    where t.guardians
    union all
    select t.kind, gm.member_id from told t join core_api.group_members gm on gm.group_id = t."group"
    where t.profile is distinct from 'guardian'
      and exists (select from core_api.members m where m.id = gm.member_id and t.profile = any (m.profiles))
    union all
    select t.kind, r.guardian_id from told t join core_api.group_members gm on gm.group_id = t."group"
    join core_api.members s on s.id = gm.member_id and 'student' = any (s.profiles)
    join core_api.relations r on r.student_id = gm.member_id and r.legal
    where t.profile = 'guardian'
    union all
    select t.kind, m.id from told t join core_api.members m on t.profile = any (m.profiles)
    where t."group" is null and t.profile is not null
    union all
    select t.kind, r.member_id from told t join recipients r on r.thread_id = ?::uuid
    where t.everyone and r.visible_at <= now()
  )`

/**
 * Each recipient once, as `reached (id, kind, family)`: `family` for who is a pupil or a parent only. Whoever
 * writes is not among them. Values: `reachedValues`.
 */
const REACHED = `${WISHED},
  reached as (
    select m.id, case when bool_or(w.kind = 'to') then 'to' else 'cc' end as kind,
      m.profiles <@ array['student', 'guardian'] as family
    from wished w join core_api.members m on m.id = w.id
    where m.id <> (select core_api.member_id())
    group by m.id, m.profiles
  )`

/** The values of `REACHED`. */
const reachedValues = (targets: readonly Target[], thread: string | null) => [
  JSON.stringify(targets),
  thread,
]

export interface Reached {
  total: number
  /** Of them, those who are pupils or parents only. */
  families: number
  /** Whether an adult of the school is one of them. */
  adult: boolean
  /** The first recipient whom the rules refuse; by name where the target names him, else by his group's. */
  refused: { name: string; profile: Profile; verdict: 'adult' | 'no' } | null
  /** Targets that name a member who is no longer there. */
  gone: number
}

/**
 * `REACHED`, with what the rules say of it, as `counted`: one row, a `Reached`. In a thread, whoever wrote to the
 * member may be answered. Values: `judgedValues`.
 */
export const judgedSql = (range: Range) => `${REACHED},
  judged as (
    select coalesce(
        case when m.id in (select member from told) then m.display_name end,
        (select g.name from told t join core_api.groups g on g.id = t."group" order by g.name limit 1), ''
      ) as name, m.profile, r.family, case
      when m.id in (select a.author_id from messages a join recipients mine on mine.message_id = a.id
        where a.thread_id = ?::uuid and mine.member_id = (select core_api.member_id()) and mine.visible_at <= now()) then 'yes'
      else ${verdictSql(range, 'm')} end as verdict
    from reached r join core_api.members m on m.id = r.id
  ),
  adults as (select exists (select from judged where not family and verdict = 'yes') as present),
  refused as (
    select j.name, j.profile, j.verdict from judged j, adults
    where j.verdict = 'no' or (j.verdict = 'adult' and ? and not adults.present)
    order by j.verdict = 'adult', j.name limit 1
  ),
  counted as (
    select (select count(*) from judged)::int as total,
      (select count(*) from judged where family)::int as families,
      (select present from adults) as adult,
      (select count(*) from told t where t.member is not null
        and not exists (select from core_api.members m where m.id = t.member))::int as gone,
      (select to_jsonb(r) from refused r) as refused
  )`

/** The values of `judgedSql`. */
export const judgedValues = (
  { member }: MailScope,
  targets: readonly Target[],
  thread: string | null
) => [...reachedValues(targets, thread), thread, !worksHere(member.profiles)]

/** Whom targets reach, counted, and whether the rules let all of them be reached. */
export async function resolve(
  scope: MailScope,
  { range, targets, thread }: { range: Range; targets: readonly Target[]; thread: string | null }
): Promise<Reached> {
  const { rows } = await db.rawQuery(
    `with ${judgedSql(range)} select * from counted`,
    judgedValues(scope, targets, thread)
  )
  return rows[0]
}

/**
 * Nothing is sent unless everybody may be reached.
 * @throws E_MESSAGERIE_GONE (422), E_MESSAGERIE_NOBODY (422), E_MESSAGERIE_ADULT (403), E_MESSAGERIE_REFUSED (403)
 */
export function assertReached(
  { member }: MailScope,
  { total, gone, refused }: Pick<Reached, 'total' | 'gone' | 'refused'>
): void {
  if (gone > 0) throw new PluginError('E_MESSAGERIE_GONE', 422, 'somebody who left the school')
  if (refused) {
    const { name, profile, verdict } = refused
    if (verdict === 'adult')
      throw new PluginError('E_MESSAGERIE_ADULT', 403, 'no adult of the school', { name })
    const rule = `${member.profile}_${profile}`.replaceAll('-', '_')
    throw new PluginError('E_MESSAGERIE_REFUSED', 403, `refused by ${rule}`, { name, rule })
  }
  if (total === 0) throw new PluginError('E_MESSAGERIE_NOBODY', 422, 'nobody to receive it')
}
