import { DateTime } from 'luxon'
import type { Profile } from '@preau/kit'
import { isPublicHoliday } from './public_holidays.ts'
import { isSchoolHoliday } from './school_holidays.ts'
import type { Zone } from './school_zones.ts'

/** Hours of a day in which pupils and families may be reached: `07:00` to `20:00`; `24:00` is midnight. */
export interface DayHours {
  opens: string
  closes: string
}

/** Days whose hours are others than the week's; `hours` null: closed. Both ends are of it, `yyyy-mm-dd`. */
export interface QuietException {
  from: string
  to: string
  hours: DayHours | null
  label: string
}

/** When pupils and families of a school are left in peace. */
export interface QuietRules {
  timezone: string
  /** Monday first; null: closed all day. At least one day is open. */
  week: readonly (DayHours | null)[]
  zone: Zone | null
  /** Whether holidays of the zone and public holidays are quiet. */
  holidays: boolean
  exceptions: readonly QuietException[]
}

/** Who is at one end: those who work in the school, or pupils and families. */
export type Side = 'staff' | 'families'

const DAY_OPEN: DayHours = { opens: '07:00', closes: '20:00' }

/** Closed from 20:00 to 7:00, and from Friday 20:00 to Monday 7:00 (circulaire of 10 July 2025). */
export const NATIONAL_WEEK: readonly (DayHours | null)[] = [
  ...Array<DayHours>(5).fill(DAY_OPEN),
  null,
  null,
]

/** Ten years: longer than any holidays and exceptions together. */
const MOST_DAYS = 3660
/** A digest waits a moment, so that what is published at opening is in it. */
const DIGEST_AFTER = { minutes: 1 }
const WEEKLY = { weekday: 5, hour: 18 } as const

/** Somebody who works in the school is `staff`, whatever else he is there. */
export function sideOf(profiles: readonly Profile[]): Side {
  return profiles.some((one) => one !== 'student' && one !== 'guardian') ? 'staff' : 'families'
}

/**
 * When something sent now may reach its reader: at once between people who work in the school,
 * else not before the school is open. Never before `now`; `now` itself when nothing makes it wait.
 */
export function deliveryTime(
  now: Date,
  rules: QuietRules,
  { from, to }: { from: Side; to: Side }
): Date {
  return from === 'staff' && to === 'staff' ? now : openFrom(now, rules)
}

/** The first moment from `now` on when the school is open. */
export function openFrom(now: Date, rules: QuietRules): Date {
  for (const { opens, closes } of openings(now, rules))
    if (closes > now) return opens > now ? opens : now
  throw new Error('quiet hours: this school never opens')
}

/** Whether pupils and families are left in peace now. */
export function isQuiet(now: Date, rules: QuietRules): boolean {
  return openFrom(now, rules) > now
}

/** When the daily digest goes that holds what comes at `now`: the next opening. */
export function dailyTime(now: Date, rules: QuietRules): Date {
  for (const { opens } of openings(now, rules))
    if (opens >= now) return DateTime.fromJSDate(opens).plus(DIGEST_AFTER).toJSDate()
  throw new Error('quiet hours: this school never opens')
}

/** When the weekly digest goes: Friday 18:00; on a closed Friday, the opening after it. */
export function weeklyTime(now: Date, rules: QuietRules): Date {
  const local = DateTime.fromJSDate(now, { zone: rules.timezone })
  const friday = local.startOf('day').set({ weekday: WEEKLY.weekday }).set({ hour: WEEKLY.hour })
  const next = friday < local ? friday.plus({ weeks: 1 }) : friday
  return openFrom(next.toJSDate(), rules)
}

/** The spans of time in which the school is open, from the day of `now` on. */
function* openings(now: Date, rules: QuietRules): Generator<{ opens: Date; closes: Date }> {
  let day = DateTime.fromJSDate(now, { zone: rules.timezone }).startOf('day')
  for (let count = 0; count < MOST_DAYS; count++, day = day.plus({ days: 1 }).startOf('day')) {
    const hours = hoursOf(day, rules)
    if (hours) yield { opens: at(day, hours.opens), closes: at(day, hours.closes) }
  }
}

function hoursOf(day: DateTime, rules: QuietRules): DayHours | null {
  const date = day.toISODate() ?? ''
  const exception = rules.exceptions.find(({ from, to }) => from <= date && date <= to)
  if (exception) return exception.hours
  const off = isPublicHoliday(date) || (rules.zone !== null && isSchoolHoliday(date, rules.zone))
  if (rules.holidays && off) return null
  return rules.week[day.weekday - 1] ?? null
}

/** An hour of a day as its clocks show it; one that the change of clocks leaves out is the hour after. */
function at(day: DateTime, time: string): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return (hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute })).toJSDate()
}
