import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { lessonsBetween } from '../week/lessons_between.ts'
import type { Lesson } from '../week/lesson.ts'
import { dayIn, isDay, mondayOf, weekdayOf } from '../week/weeks.ts'
import { UUID, type TimetableContext } from '../types.ts'
import { changeBody } from './change_body.ts'
import { tell } from './tell.ts'

type Body = Awaited<ReturnType<typeof changeBody.validate>>

/** Translates HTTP for what becomes of one lesson. */
export default class ChangesController {
  async update(ctx: TimetableContext) {
    const { scope, request } = ctx
    const { course, day } = await plannedOn(ctx)
    const body = await request.validateUsing(changeBody)
    await check(ctx, body, day)
    const columns = columnsOf(body)
    const { rows } = await db.rawQuery<{ rows: { id: string }[] }>(
      `insert into changes (course_id, day, cancelled, to_day, starts, ends, room, note, author_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (school_id, course_id, day) do update set cancelled = excluded.cancelled, to_day = excluded.to_day,
         starts = excluded.starts, ends = excluded.ends, room = excluded.room, note = excluded.note, author_id = excluded.author_id
       returning id`,
      [course, day, ...columns, scope.member.id]
    )
    const lesson = await lessonOf(course, { day, seen: body.toDay ?? day })
    await tell(scope, rows[0]!.id, lesson)
    return lesson
  }

  /** As it was planned, again. */
  async destroy(ctx: TimetableContext) {
    const { course, day } = await plannedOn(ctx)
    const [gone]: { id: string }[] = await db
      .from('changes')
      .where({ course_id: course, day })
      .delete()
      .returning('id')
    if (gone) await ctx.scope.withdraw('changed', gone.id)
    return ctx.response.noContent()
  }
}

/** The course and the day that the address names. @throws E_NOT_FOUND (404) when the course has no lesson planned that day */
async function plannedOn({ params }: TimetableContext): Promise<{ course: string; day: string }> {
  const { course, day } = params as Record<string, unknown>
  if (typeof course === 'string' && UUID.test(course) && isDay(day)) {
    const planned = await db
      .from('courses')
      .where({ id: course, weekday: weekdayOf(day) })
      .whereRaw('? = any (weeks)', [mondayOf(day)])
      .first()
    if (planned) return { course, day }
  }
  throw new PluginError('E_NOT_FOUND', 404, 'no lesson is planned then')
}

/** @throws E_EMPLOI_HOURS (422), E_EMPLOI_DAY (422), E_EMPLOI_DAY_OFF (422) */
async function check({ scope }: TimetableContext, body: Body, day: string): Promise<void> {
  if (body.cancelled) return
  const { starts, ends, toDay } = body
  if ((starts === null) !== (ends === null) || (starts && ends && starts >= ends))
    throw new PluginError('E_EMPLOI_HOURS', 422, 'it would end before it begins')
  if (toDay !== null && !isDay(toDay))
    throw new PluginError('E_EMPLOI_DAY', 422, 'the calendar has no such day')
  const held = toDay ?? day
  const [off] = await scope.calendar.daysOff(held, held)
  if (off || weekdayOf(held) === 7)
    throw new PluginError('E_EMPLOI_DAY_OFF', 422, 'there is no class that day')
}

/** A cancelled lesson keeps its time and place. */
function columnsOf({ cancelled, toDay, starts, ends, room, note }: Body) {
  const moved = cancelled ? [null, null, null, null] : [toDay, starts, ends, room]
  return [cancelled, ...moved, note ?? '']
}

async function lessonOf(course: string, { day, seen }: { day: string; seen: string }) {
  const span = { from: mondayOf(seen), to: dayIn(mondayOf(seen), 7) }
  const lessons = await lessonsBetween({ course }, span)
  return lessons.find((lesson) => lesson.plannedOn === day && lesson.state !== 'away') as Lesson
}
