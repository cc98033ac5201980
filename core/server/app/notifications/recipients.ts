/**
 * The members whom a notice addresses, as `id`, each once, with whether as somebody who works in the
 * school (`staff`). It is the relation `audience` of permissions, turned round: a group reaches its
 * members and the legal guardians of its pupils. Values: the school five times.
 */
export const RECIPIENTS = `
  wished as (
    select w.member, w."group", w.profile from told t,
      jsonb_to_recordset(t.audience) as w (member uuid, "group" uuid, profile text)
  ),
  placed as (
    select gm.group_id, gm.member_id from core.group_members gm
    where gm.school_id = ? and gm.ended_at is null and gm.group_id in (select "group" from wished)
  ),
  circles as (
    select group_id, member_id from placed
    union
    select p.group_id, g.guardian_id from placed p
    join core.guardianships g on g.school_id = ? and g.student_id = p.member_id and g.legal and g.ended_at is null
    join core.members s on s.school_id = ? and s.id = p.member_id and s.ended_at is null
  ),
  addressed as (
    select m.id, w.profile, m.profiles from wished w
    join core.members m on m.school_id = ? and m.id = w.member
    where w.member is not null and m.ended_at is null
    union all
    select m.id, w.profile, m.profiles from wished w
    join core.members m on m.school_id = ? and (w.profile is null or w.profile = any (m.profiles))
    where w.member is null and m.ended_at is null
      and (w."group" is null or exists (select from circles c where c.group_id = w."group" and c.member_id = m.id))
  ),
  recipients as (
    select a.id, bool_or(case when a.profile is null then not (a.profiles <@ array['student', 'guardian'])
      else a.profile not in ('student', 'guardian') end) as staff
    from addressed a, told t
    where a.profiles && t.profiles and a.id is distinct from t.from_id
    group by a.id
  )`
