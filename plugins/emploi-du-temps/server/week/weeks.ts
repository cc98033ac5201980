import { DateTime } from 'luxon'

const dayOf = (day: string) => DateTime.fromISO(day, { zone: 'utc' })

/** The Monday of the week of a day (`yyyy-mm-dd`). */
export function mondayOf(day: string): string {
  return dayOf(day).startOf('week').toISODate()!
}

/** The day so many days after another, or before. */
export function addDays(day: string, days: number): string {
  return dayOf(day).plus({ days }).toISODate()!
}

/** The day (1: Monday … 7: Sunday) of a week that begins on `monday`. */
export function dayIn(monday: string, weekday: number): string {
  return addDays(monday, weekday - 1)
}

/** 1: Monday … 7: Sunday. */
export function weekdayOf(day: string): number {
  return dayOf(day).weekday
}

/** The Mondays of the weeks that two days and those between belong to, in order. */
export function mondaysBetween(from: string, to: string): string[] {
  const mondays: string[] = []
  for (let monday = mondayOf(from); monday <= to; monday = dayIn(monday, 8)) mondays.push(monday)
  return mondays
}

/** The school year, from 1 September to 31 August, of a day. */
export function schoolYearOf(day: string): { from: string; to: string } {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0)
  return { from: `${year}-09-01`, to: `${year + 1}-08-31` }
}

/** Whether the calendar has that day, written `yyyy-mm-dd`: 31 February is none. */
export function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(text).isValid
}

/** Today by the school's clocks. */
export function todayIn(timezone: string, now: Date): string {
  return DateTime.fromJSDate(now, { zone: timezone }).toISODate()!
}
