import db from '@adonisjs/lucid/services/db'
import { lessonsIn, type Lesson, type PlannedRow, type Span } from './lesson.ts'
import { mondaysBetween } from './weeks.ts'

/** Whose lessons: those a person has or gives, those of a class or group, those in a room, or one course's. */
export type Whose = { member: string } | { group: string } | { room: string } | { course: string }

/**
 * The courses of a person: taught by him, or of a group of his; of a part of a group, only where he is in that part, or
 * where nobody has said who is in it.
 */
const OF_MEMBER = `c.id in (
  select t.course_id from course_teachers t where t.member_id = ?
  union
  select g.course_id from course_groups g
  where g.group_id in (
    select m.group_id from core_api.group_members m
    where m.school_id = core_api.school_id() and m.member_id = ? and m.role = 'member')
  and (g.part_id is null
    or exists (select from part_members p where p.part_id = g.part_id and p.member_id = ?)
    or not exists (select from part_members p where p.part_id = g.part_id)))`

/** The courses of a group; of a class, those of the groups in which its pupils are too. */
const OF_GROUP = `c.id in (
  select g.course_id from course_groups g
  where g.group_id = ? or g.group_id in (
    select o.group_id from core_api.groups k
    join core_api.group_members p on p.school_id = k.school_id and p.group_id = k.id and p.role = 'member'
    join core_api.group_members o on o.school_id = p.school_id and o.member_id = p.member_id and o.role = 'member'
    join core_api.groups n on n.school_id = o.school_id and n.id = o.group_id and n.kind = 'teaching'
    where k.school_id = core_api.school_id() and k.id = ? and k.kind = 'class'))`

function conditionOf(whose: Whose): [sql: string, bindings: string[]] {
  if ('member' in whose) return [OF_MEMBER, Array<string>(3).fill(whose.member)]
  if ('group' in whose) return [OF_GROUP, [whose.group, whose.group]]
  if ('room' in whose) return ['c.room = ?', [whose.room]]
  return ['c.id = ?', [whose.course]]
}

/** Planned in the span, whatever became of it; then what comes into it from another day. */
const statement = (condition: string) => `
  select p.course_id as "courseId", p.day::text, to_char(p.starts, 'HH24:MI') as starts, to_char(p.ends, 'HH24:MI') as ends,
    p.room, p.subject, x.cancelled, x.to_day::text as "toDay", to_char(x.starts, 'HH24:MI') as "toStarts",
    to_char(x.ends, 'HH24:MI') as "toEnds", x.room as "toRoom", x.note,
    coalesce((select json_agg(json_build_object('id', m.id, 'name', m.display_name) order by m.display_name)
      from course_teachers t join core_api.members m on m.school_id = t.school_id and m.id = t.member_id
      where t.course_id = p.course_id), '[]') as teachers,
    coalesce((select json_agg(json_build_object('id', g.group_id, 'name', n.name, 'part', q.name) order by n.name, q.name)
      from course_groups g join core_api.groups n on n.school_id = g.school_id and n.id = g.group_id
      left join parts q on q.id = g.part_id
      where g.course_id = p.course_id), '[]') as groups
  from (
    select c.id as course_id, w.monday + (c.weekday - 1) as day, c.starts, c.ends, c.room, c.subject
    from courses c cross join lateral unnest(c.weeks) as w (monday)
    where c.weeks && ?::date[] and w.monday = any (?::date[]) and ${condition}
    union
    select c.id, x.day, c.starts, c.ends, c.room, c.subject
    from changes x join courses c on c.id = x.course_id
    where x.to_day between ?::date and ?::date and ${condition}
  ) p left join changes x on x.course_id = p.course_id and x.day = p.day
  where p.day between ?::date and ?::date or x.to_day between ?::date and ?::date`

/** The statement whose rows `lessonsIn` reads. */
export function lessonsSql(whose: Whose, { from, to }: Span): [sql: string, bindings: unknown[]] {
  const [condition, bindings] = conditionOf(whose)
  const mondays = mondaysBetween(from, to)
  const span = [from, to]
  return [
    statement(condition),
    [mondays, mondays, ...bindings, ...span, ...bindings, ...span, ...span],
  ]
}

/** The lessons of somebody, a group or a room between two days, in order; days without class are the caller's affair. */
export async function lessonsBetween(whose: Whose, span: Span): Promise<Lesson[]> {
  const { rows } = await db.rawQuery<{ rows: PlannedRow[] }>(...lessonsSql(whose, span))
  return lessonsIn(rows, span)
}
