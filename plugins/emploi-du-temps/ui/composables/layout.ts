import type { Lesson } from './timetable.ts'

/** Where a lesson is drawn in its day: shares of the height, and its lane among those at the same time. */
export interface Drawn {
  lesson: Lesson
  top: number
  height: number
  lane: number
  lanes: number
}

const minutes = (time: string): number => {
  const [hours = 0, rest = 0] = time.split(':').map(Number)
  return hours * 60 + rest
}

/** Hours that a week shows: those of its lessons, and at least from 8 to 17. @public */
export function hoursOf(lessons: readonly Lesson[]): { first: number; last: number } {
  const starts = lessons.map(({ starts }) => Math.floor(minutes(starts) / 60))
  const ends = lessons.map(({ ends }) => Math.ceil(minutes(ends) / 60))
  return { first: Math.min(8, ...starts), last: Math.max(17, ...ends) }
}

/** Places a day's lessons between two hours; those at the same time stand side by side. @public */
export function drawDay(
  lessons: readonly Lesson[],
  { first, last }: { first: number; last: number }
): Drawn[] {
  const whole = (last - first) * 60
  const drawn: Drawn[] = []
  let block: Drawn[] = []
  let blockEnds = ''
  const close = () => {
    const lanes = Math.max(0, ...block.map(({ lane }) => lane)) + 1
    for (const one of block) one.lanes = lanes
    block = []
  }
  for (const lesson of lessons) {
    if (lesson.starts >= blockEnds) close()
    const busy = new Set(
      block.filter((one) => one.lesson.ends > lesson.starts).map(({ lane }) => lane)
    )
    let lane = 0
    while (busy.has(lane)) lane++
    const top = (minutes(lesson.starts) - first * 60) / whole
    const height = (minutes(lesson.ends) - minutes(lesson.starts)) / whole
    const one = { lesson, top, height, lane, lanes: 1 }
    block.push(one)
    drawn.push(one)
    if (lesson.ends > blockEnds) blockEnds = lesson.ends
  }
  close()
  return drawn
}

/** The days that a week shows: Monday to Friday, and Saturday where there is a lesson. @public */
export function shownDays(days: readonly string[], lessons: readonly Lesson[]): string[] {
  return days.filter((day, index) => index < 5 || lessons.some((lesson) => lesson.day === day))
}
