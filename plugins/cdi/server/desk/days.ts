import { DateTime } from 'luxon'

/** How many days of the calendar a moment is after a day (`YYYY-MM-DD`), at whatever hour; 0 when it is not after. */
export function daysAfter(moment: DateTime, day: string): number {
  const from = DateTime.fromISO(day, { zone: moment.zone })
  return Math.max(0, moment.startOf('day').diff(from, 'days').days)
}
