import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { UUID, type TimetableContext } from '../types.ts'
import type { Named, Span } from './lesson.ts'
import type { Whose } from './lessons_between.ts'
import { weekOf } from './week.ts'
import { dayIn, isDay, mondayOf, todayIn } from './weeks.ts'

const LONGEST_ROOM = 60
const MOST_CHOICES = 500

/** Translates HTTP for the views of the timetable. */
export default class WeekController {
  /** The week of a day, of oneself, a child, or whoever one may look at. */
  week(ctx: TimetableContext) {
    const monday = mondayOf(dayOf(ctx))
    return weekOf(ctx.scope, whoseOf(ctx), { from: monday, to: dayIn(monday, 7) })
  }

  /** One's own day, or one's children's, one after the other: what the home shows. */
  async today(ctx: TimetableContext) {
    const { scope } = ctx
    const day = dayOf(ctx)
    const span: Span = { from: day, to: day }
    const mine = await weekOf(scope, { member: scope.member.id }, span)
    const children = await inTurn(mine.children, async ({ id }) =>
      weekOf(scope, { member: id }, span)
    )
    return { day, mine, children }
  }

  /** Whose timetables may be chosen: groups, teachers who have lessons, rooms; and who might have some. */
  async choices({ scope }: TimetableContext) {
    const { rows } = await db.rawQuery<{
      rows: { teachers: Named[]; staff: Named[]; rooms: string[] }[]
    }>(
      `select
        (select coalesce(json_agg(t), '[]') from (
          select m.id, m.display_name as name from core_api.members m
          where m.id in (select member_id from course_teachers) order by m.display_name limit ${MOST_CHOICES}) t) as teachers,
        (select coalesce(json_agg(t), '[]') from (
          select id, display_name as name from core_api.members
          where not profiles <@ array['student', 'guardian'] order by display_name limit ${MOST_CHOICES}) t) as staff,
        (select coalesce(json_agg(r.room), '[]') from (
          select distinct room from courses where room <> '' order by room limit ${MOST_CHOICES}) r) as rooms`
    )
    return { groups: await scope.directory.groups(), ...rows[0]! }
  }
}

/** One scope is one connection: what it is asked is asked in turn. */
async function inTurn<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const one of list) done.push(await work(one))
  return done
}

function dayOf({ request, scope }: TimetableContext): string {
  const day: unknown = request.qs()['day']
  return isDay(day) ? day : todayIn(scope.school.timezone, scope.clock.now())
}

/** @throws E_NOT_FOUND (404) for what is no id */
function whoseOf({ request, scope }: TimetableContext): Whose {
  const { member, group, room } = request.qs() as Record<string, unknown>
  if (typeof room === 'string' && room) return { room: room.slice(0, LONGEST_ROOM) }
  const id = group ?? member
  if (id === undefined || id === '') return { member: scope.member.id }
  if (typeof id !== 'string' || !UUID.test(id))
    throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return group === undefined ? { member: id } : { group: id }
}
