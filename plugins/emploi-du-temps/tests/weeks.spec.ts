import { test } from '@japa/runner'
import fc from 'fast-check'
import { differ, type ExistingCourse, type WantedCourse } from '../server/import/plan.ts'
import { lessonsIn, lessonsOf, type PlannedRow } from '../server/week/lesson.ts'
import {
  addDays,
  dayIn,
  isDay,
  mondayOf,
  mondaysBetween,
  schoolYearOf,
  weekdayOf,
} from '../server/week/weeks.ts'

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const MONDAYS = mondaysBetween('2026-09-01', '2027-07-04')
const weeks = fc.subarray(MONDAYS)
const monday = fc.constantFrom(...MONDAYS)
const hour = fc.constantFrom('08:00', '09:00', '10:00', '14:00')

const course = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  weeks,
  room: fc.constantFrom('', '12', '14'),
  teachers: fc.subarray(['one', 'two']),
})
const courses = fc.uniqueArray(course, { selector: ({ key }) => key })

const wanted = (one: { key: string; weeks: string[]; room: string; teachers: string[] }) =>
  ({
    ...{ subject: 'Français', subjectCode: '020700', weekday: 1, starts: '09:00', ends: '10:00' },
    ...{ groups: [], cancelled: [] },
    ...one,
  }) satisfies WantedCourse

/** What is there once a difference is written. */
function written(
  existing: ExistingCourse[],
  source: string,
  { added, changed, removed }: ReturnType<typeof differ>
): ExistingCourse[] {
  const there = new Map(existing.map((one) => [one.id, one]))
  for (const one of added) there.set(`id ${one.key}`, { ...one, id: `id ${one.key}`, source })
  for (const { id, subject, room, weeks: own, teachers } of changed)
    there.set(id, { ...there.get(id)!, subject, room, weeks: own, teachers })
  for (const one of removed) there.set(one.id, { ...there.get(one.id)!, weeks: one.weeks })
  return [...there.values()].filter((one) => one.weeks.length)
}

test.group('Weeks', () => {
  test('each day is in one week, that of its Monday', () => {
    fc.assert(
      fc.property(day, (one) => {
        const first = mondayOf(one)
        return weekdayOf(first) === 1 && dayIn(first, weekdayOf(one)) === one && isDay(one)
      })
    )
  })

  test('the Mondays of a span are those of its days, each once and in order', () => {
    fc.assert(
      fc.property(day, fc.nat(120), (from, length) => {
        const days = Array.from({ length: length + 1 }, (_, at) => addDays(from, at))
        const expected = [...new Set(days.map(mondayOf))]
        return mondaysBetween(from, addDays(from, length)).join() === expected.join()
      })
    )
  })

  test('each day is in one school year, which begins on 1 September', () => {
    fc.assert(
      fc.property(day, (one) => {
        const { from, to } = schoolYearOf(one)
        return (
          from <= one && one <= to && from.slice(5) === '09-01' && addDays(to, 1).endsWith('09-01')
        )
      })
    )
  })
})

test.group('An import', () => {
  const source = 'sts'
  const from = fc.constantFrom(...MONDAYS)

  test('done twice, changes nothing the second time', () => {
    fc.assert(
      fc.property(courses, courses, from, (before, after, week) => {
        const old = before
          .filter((one) => one.weeks.length)
          .map((one) => ({ ...wanted(one), id: `id ${one.key}`, source }))
        const files = after.map(wanted)
        const once = written(old, source, differ(old, files, { source, from: week }))
        const again = differ(once, files, { source, from: week })
        return !again.added.length && !again.changed.length && !again.removed.length
      })
    )
  })

  test('leaves every week before it as it was, and makes every later one what the files say', () => {
    fc.assert(
      fc.property(courses, courses, from, (before, after, week) => {
        const old = before
          .filter((one) => one.weeks.length)
          .map((one) => ({ ...wanted(one), id: `id ${one.key}`, source }))
        const now = written(old, source, differ(old, after.map(wanted), { source, from: week }))
        const of = (list: { key: string; weeks: string[] }[], keep: (one: string) => boolean) =>
          list
            .flatMap((one) => one.weeks.filter(keep).map((which) => `${one.key} ${which}`))
            .sort()
            .join()
        const past = (one: string) => one < week
        const coming = (one: string) => one >= week
        return of(now, past) === of(old, past) && of(now, coming) === of(after, coming)
      })
    )
  })

  test('takes nothing away from another source', () => {
    fc.assert(
      fc.property(courses, courses, from, (before, after, week) => {
        const old = before
          .filter((one) => one.weeks.length)
          .map((one) => ({ ...wanted(one), id: `id ${one.key}`, source: 'ical:x' }))
        const difference = differ(old, after.map(wanted), { source, from: week })
        const now = new Map(written(old, source, difference).map((one) => [one.id, one.weeks]))
        return old.every((one) => one.weeks.every((which) => now.get(one.id)?.includes(which)))
      })
    )
  })

  test('of A and B weeks that share none gives lessons that never meet, and none is lost', () => {
    fc.assert(
      fc.property(weeks, (a) => {
        const b = MONDAYS.filter((one) => !a.includes(one))
        const files = [
          wanted({ key: 'a', weeks: a, room: '', teachers: [] }),
          wanted({ key: 'b', weeks: b, room: '', teachers: [] }),
        ]
        const now = written([], source, differ([], files, { source, from: MONDAYS[0]! }))
        const all = now.flatMap((one) => one.weeks)
        return all.length === MONDAYS.length && new Set(all).size === MONDAYS.length
      })
    )
  })
})

test.group('A lesson', () => {
  const row = fc.record({
    ...{ courseId: fc.constant('course'), subject: fc.constant('Français') },
    ...{ teachers: fc.constant([]), groups: fc.constant([]), note: fc.constant(null) },
    day: monday,
    starts: hour,
    ends: fc.constant('18:00'),
    room: fc.constantFrom('12', '14'),
    cancelled: fc.constantFrom(null, true, false),
    toDay: fc.option(monday),
    toStarts: fc.option(hour),
    toEnds: fc.constant(null),
    toRoom: fc.option(fc.constantFrom('12', '21')),
  }) as fc.Arbitrary<PlannedRow>

  test('is held once, whatever becomes of it, and is also shown where it was when it has moved', () => {
    fc.assert(
      fc.property(row, (one) => {
        const shown = lessonsOf(one)
        const held = shown.filter(({ state }) => state !== 'away')
        const away = shown.find(({ state }) => state === 'away')
        const place = held[0]!
        const moved = place.day !== one.day || place.starts !== one.starts
        return (
          held.length === 1 && moved === (away !== undefined) && (away?.day ?? one.day) === one.day
        )
      })
    )
  })

  test('of a span is of its days only', () => {
    fc.assert(
      fc.property(fc.array(row), monday, (rows, from) => {
        const to = addDays(from, 6)
        return lessonsIn(rows, { from, to }).every((one) => from <= one.day && one.day <= to)
      })
    )
  })
})
