import { PluginError } from '@preau/kit/server'
import type { LessonsService } from '../contract.ts'
import { UUID, type TimetableScope } from './types.ts'
import type { Lesson, Span } from './week/lesson.ts'
import { lessonsBetween, type Whose } from './week/lessons_between.ts'
import { addDays, isDay } from './week/weeks.ts'

const MOST_DAYS = 62
/** How far from its day a lesson may have been moved and still be found. */
const MOVED = 31

/** What other plugins may ask of the timetable: see `LessonsService`. */
export function lessonsService(scope: TimetableScope): LessonsService {
  return {
    between: (of, from, to) => held(scope, checked(of), { from, to }),
    async lesson(id) {
      const [course = '', day] = id.split('.')
      if (!UUID.test(course) || !isDay(day)) return undefined
      const span = { from: addDays(day, -MOVED), to: addDays(day, MOVED) }
      const lessons = await lessonsBetween({ course }, span)
      return lessons.find((lesson) => lesson.id === id && lesson.state !== 'away')
    },
  }
}

/** @throws E_EMPLOI_SPAN (422) for what are no days, or too many */
async function held(scope: TimetableScope, whose: Whose, span: Span): Promise<Lesson[]> {
  const { from, to } = span
  if (!isDay(from) || !isDay(to) || to > addDays(from, MOST_DAYS - 1))
    throw new PluginError('E_EMPLOI_SPAN', 422, 'no days, or too many')
  const off = new Set((await scope.calendar.daysOff(from, to)).map(({ day }) => day))
  const lessons = await lessonsBetween(whose, span)
  return lessons.filter(({ day }) => !off.has(day))
}

/** @throws E_NOT_FOUND (404) for what is no id */
function checked(of: Parameters<LessonsService['between']>[0]): Whose {
  const id = 'member' in of ? of.member : of.group
  if (!UUID.test(id)) throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return of
}
