import { DateTime } from 'luxon'
import type { DayOff } from '@preau/kit/server'
import { isPublicHoliday } from './public_holidays.ts'
import type { QuietRules } from './quiet_hours.ts'
import { holidaysOf } from './school_holidays.ts'

/** More than a school year. */
const MOST_DAYS = 400

/** The days without class between two days, both included, in order: see `ScopeCalendar`. */
export function daysOff(from: string, to: string, rules: QuietRules): DayOff[] {
  const found: DayOff[] = []
  let day = DateTime.fromISO(from, { zone: 'utc' })
  for (let count = 0; count < MOST_DAYS && day.toISODate()! <= to; count++) {
    const off = offOn(day.toISODate()!, rules)
    if (off) found.push(off)
    day = day.plus({ days: 1 })
  }
  return found
}

function offOn(day: string, { zone, exceptions }: QuietRules): DayOff | undefined {
  const exception = exceptions.find((one) => one.from <= day && day <= one.to)
  if (exception)
    return exception.hours ? undefined : { day, reason: 'closed', label: exception.label }
  const holidays = zone && holidaysOf(zone).find(({ after, back }) => after < day && day < back)
  if (holidays) return { day, reason: holidays.name, label: '' }
  return isPublicHoliday(day) ? { day, reason: 'public-holiday', label: '' } : undefined
}
