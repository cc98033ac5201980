import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { ClientBase } from 'pg'
import { pluginRole, withScope } from '#app/scope/index'
import { planLessons, type PlannedLesson, type Service } from './plan_lessons.ts'

const SERVICES = `
  select g.id as "groupId", g.name as "group", g.kind, t.member_id as "teacherId", unnest(t.subjects) as subject,
    case g.kind when 'class' then array[g.name] else array(
      select distinct c.name from core.group_members p
      join core.group_members o on o.school_id = p.school_id and o.member_id = p.member_id and o.ended_at is null
      join core.groups c on c.school_id = o.school_id and c.id = o.group_id and c.kind = 'class' and c.ended_at is null
      where p.school_id = g.school_id and p.group_id = g.id and p.role = 'member' and p.ended_at is null order by c.name) end as classes
  from core.groups g
  join core.group_members t on t.school_id = g.school_id and t.group_id = g.id and t.role <> 'member' and t.ended_at is null
  where g.school_id = $1 and g.ended_at is null and g.kind in ('class', 'teaching')
  order by g.kind desc, g.name, subject, t.member_id`

/** The weeks of the present school year, from 1 September to the first days of July, by their Mondays. */
function weeksOfYear(now: Date): string[] {
  const today = DateTime.fromJSDate(now, { zone: 'Europe/Paris' })
  const year = today.month < 9 ? today.year - 1 : today.year
  const weeks: string[] = []
  const last = `${year + 1}-07-04`
  let monday = DateTime.fromISO(`${year}-09-01`, { zone: 'utc' }).startOf('week')
  for (; monday.toISODate()! <= last; monday = monday.plus({ weeks: 1 }))
    weeks.push(monday.toISODate()!)
  return weeks
}

/** A timetable for a school of the demonstration, with what has changed this week, where there is none yet. */
export async function seedTimetable(core: ClientBase, schoolId: string): Promise<void> {
  const { rows } = await core.query<Service>(SERVICES, [schoolId])
  const all = weeksOfYear(new Date())
  const weeks = {
    H: all,
    A: all.filter((_, index) => index % 2 === 0),
    B: all.filter((_, index) => index % 2 === 1),
  }
  const entry = {
    ...({ kind: 'school', schoolId, memberId: null, readOnly: false } as const),
    ...{ role: pluginRole('emploi-du-temps'), locks: ['emploi-du-temps'] },
  }
  await withScope(entry, async () => {
    if (await db.from('courses').first()) return
    await writeLessons(planLessons(rows), weeks)
    for (const code of ['A', 'B'] as const)
      await db
        .insertQuery()
        .table('alternations')
        .insert({ code, name: `Semaine ${code}`, weeks: weeks[code] })
    await changeSome()
  })
}

async function writeLessons(
  lessons: readonly PlannedLesson[],
  weeks: Record<'H' | 'A' | 'B', string[]>
): Promise<void> {
  const rows = lessons.map(({ service, alternation, ...lesson }) => ({
    ...lesson,
    ...{ subject: service.subject, group: service.groupId, teacher: service.teacherId },
    ...{ weeks: weeks[alternation], key: JSON.stringify([lesson.weekday, lesson.starts, service]) },
  }))
  await db.rawQuery(
    `with x as (
       select uuidv7() as id, x.* from jsonb_to_recordset(?::jsonb) as x
         (key text, subject text, weekday int, starts time, ends time, room text, weeks jsonb, "group" uuid, teacher uuid)),
     c as (
       insert into courses (id, source, key, subject, weekday, starts, ends, room, weeks)
       select id, 'sts', key, subject, weekday, starts, ends, room, array(select jsonb_array_elements_text(weeks)::date) from x),
     g as (insert into course_groups (course_id, group_id) select id, "group" from x)
     insert into course_teachers (course_id, member_id) select id, teacher from x`,
    [JSON.stringify(rows)]
  )
}

/** Marc Petit is away for his next lesson with 5A; the French lesson after it is in another room. */
async function changeSome(): Promise<void> {
  for (const { subject, cancelled, room, note } of [
    { subject: 'Mathématiques', cancelled: true, room: null, note: 'M. Petit absent' },
    { subject: 'Français', cancelled: false, room: 'CDI', note: '' },
  ])
    await db.rawQuery(
      `insert into changes (course_id, day, cancelled, room, note)
       select c.id, w + (c.weekday - 1), ?, ?, ? from courses c
       join course_groups g on g.course_id = c.id join core_api.groups n on n.id = g.group_id and n.name = '5A'
       cross join lateral unnest(c.weeks) w
       where c.subject = ? and w + (c.weekday - 1) >= current_date order by w + (c.weekday - 1) limit 1`,
      [cancelled, room, note, subject]
    )
}
