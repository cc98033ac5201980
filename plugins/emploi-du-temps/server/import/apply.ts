import db from '@adonisjs/lucid/services/db'
import type { Difference, ExistingCourse, WantedCourse } from './plan.ts'

/** Courses written by one statement. */
const AT_ONCE = 250

/** The courses that are there, with their teachers in order. */
export async function readExisting(): Promise<ExistingCourse[]> {
  const { rows } = await db.rawQuery<{ rows: ExistingCourse[] }>(
    `select c.id, c.key, c.source, c.subject, c.room, to_json(c.weeks) as weeks,
       coalesce((select json_agg(t.member_id order by t.member_id) from course_teachers t where t.course_id = c.id), '[]') as teachers
     from courses c`
  )
  return rows
}

/** Writes a difference in the caller's transaction; `told` is called with how many courses are done. */
export async function writeDifference(
  { added, changed, removed }: Difference,
  { source, told }: { source: string; told(done: number): Promise<void> }
): Promise<void> {
  let done = 0
  for (const some of chunks(added)) {
    await insert(some, source)
    await told((done += some.length))
  }
  for (const some of chunks(changed)) {
    await update(some)
    await told((done += some.length))
  }
  for (const some of chunks(removed)) {
    await db.rawQuery(
      `update courses c set weeks = array(select jsonb_array_elements_text(x.weeks)::date)
       from jsonb_to_recordset(?::jsonb) as x (id uuid, weeks jsonb) where c.id = x.id`,
      [JSON.stringify(some)]
    )
    await told((done += some.length))
  }
  if (removed.length) await db.rawQuery(`delete from courses where weeks = '{}'`)
}

function chunks<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / AT_ONCE)
  return Array.from({ length: count }, (_, at) => list.slice(at * AT_ONCE, (at + 1) * AT_ONCE))
}

/** New courses with their groups, parts and teachers. Parts that are not there are made. */
async function insert(courses: readonly WantedCourse[], source: string): Promise<void> {
  const json = JSON.stringify(courses)
  await makeParts(json)
  await db.rawQuery(
    `with x as (
       select uuidv7() as id, x.* from jsonb_to_recordset(?::jsonb) as x (key text, subject text, "subjectCode" text, weekday int,
         starts time, ends time, room text, weeks jsonb, groups jsonb, teachers jsonb)),
     c as (
       insert into courses (id, source, key, subject, subject_code, weekday, starts, ends, room, weeks)
       select id, ?, key, subject, "subjectCode", weekday, starts, ends, room, array(select jsonb_array_elements_text(weeks)::date) from x),
     g as (
       insert into course_groups (course_id, group_id, part_id)
       select x.id, g."group", coalesce((g.part->>'id')::uuid,
         (select p.id from parts p where p.group_id = g."group" and p.name = g.part->>'name'))
       from x cross join lateral jsonb_to_recordset(x.groups) as g ("group" uuid, part jsonb))
     insert into course_teachers (course_id, member_id)
     select x.id, t::uuid from x cross join lateral jsonb_array_elements_text(x.teachers) t`,
    [json, source]
  )
  await cancel(json)
}

async function makeParts(json: string): Promise<void> {
  await db.rawQuery(
    `insert into parts (group_id, name)
     select distinct g."group", g.part->>'name'
     from jsonb_to_recordset(?::jsonb) as x (groups jsonb)
     cross join lateral jsonb_to_recordset(x.groups) as g ("group" uuid, part jsonb)
     where g.part->>'name' is not null on conflict do nothing`,
    [json]
  )
}

/** Known courses with other weeks, room or teachers; who has them and when is their key, which stays. */
async function update(courses: readonly (WantedCourse & { id: string })[]): Promise<void> {
  const json = JSON.stringify(courses)
  await db.rawQuery(
    `with x as (
       select * from jsonb_to_recordset(?::jsonb) as x (id uuid, subject text, room text, weeks jsonb, teachers jsonb)),
     gone as (
       delete from course_teachers t using x where t.course_id = x.id and not x.teachers @> to_jsonb(t.member_id::text)),
     come as (
       insert into course_teachers (course_id, member_id)
       select x.id, t::uuid from x cross join lateral jsonb_array_elements_text(x.teachers) t on conflict do nothing)
     update courses c set subject = x.subject, room = x.room, weeks = array(select jsonb_array_elements_text(x.weeks)::date)
     from x where c.id = x.id`,
    [json]
  )
  await cancel(json)
}

/** Lessons that the files say cancelled, where nobody here has decided otherwise. */
async function cancel(json: string): Promise<void> {
  await db.rawQuery(
    `insert into changes (course_id, day, cancelled)
     select c.id, d::date, true from jsonb_to_recordset(?::jsonb) as x (key text, cancelled jsonb)
     join courses c on c.key = x.key cross join lateral jsonb_array_elements_text(x.cancelled) d
     on conflict do nothing`,
    [json]
  )
}
