import db from '@adonisjs/lucid/services/db'
import type { Lesson } from '../week/lesson.ts'
import type { TimetableScope } from '../types.ts'

/** More than any lesson concerns. */
const MOST = 1000

/** Those who have the lesson: its teachers, the pupils of its groups and parts, and the pupils' legal guardians. */
const CONCERNED = `
  with pupils as (
    select m.member_id from course_groups g
    join core_api.group_members m on m.school_id = g.school_id and m.group_id = g.group_id and m.role = 'member'
    where g.course_id = ? and (g.part_id is null
      or exists (select from part_members p where p.part_id = g.part_id and p.member_id = m.member_id)
      or not exists (select from part_members p where p.part_id = g.part_id)))
  select member_id as id from pupils
  union
  select r.guardian_id from core_api.relations r where r.legal and r.student_id in (select member_id from pupils)
  union
  select t.member_id from course_teachers t where t.course_id = ?
  limit ${MOST}`

/** Tells those who have a lesson what has become of it; told again, it corrects what was told. */
export async function tell(scope: TimetableScope, change: string, lesson: Lesson): Promise<void> {
  const { rows } = await db.rawQuery<{ rows: { id: string }[] }>(CONCERNED, [
    lesson.courseId,
    lesson.courseId,
  ])
  const { subject, plannedOn, was, day, starts, room, state } = lesson
  const what = state === 'cancelled' ? 'cancelled' : was?.room !== room ? 'room' : 'moved'
  const moved = was && (was.day !== day || was.starts !== starts)
  await scope.notify('changed', {
    to: rows.map(({ id }) => id),
    path: `?day=${day}`,
    values: {
      what: moved ? 'moved' : what,
      subject,
      ...{ day: french(plannedOn), hour: was?.starts ?? starts },
      ...{ toDay: french(day), toHour: starts, room },
    },
    object: change,
  })
}

/** `24/11`, as both languages read it beside the hour. */
function french(day: string): string {
  return `${day.slice(8)}/${day.slice(5, 7)}`
}
