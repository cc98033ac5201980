import type { Zone } from './school_zones.ts'

/** Days without class: from the day after `after`, the last of classes, to the day before `back`. */
export interface Holidays {
  name: 'autumn' | 'christmas' | 'winter' | 'spring' | 'ascension' | 'summer'
  /** `yyyy-mm-dd`. */
  after: string
  back: string
}

const everywhere = (name: Holidays['name'], after: string, back: string) => ({ name, after, back })

/**
 * The national calendar, zones A, B and C. Source: the Ministry of National Education,
 * education.gouv.fr/calendrier-scolaire (2025-2026: arrêté of 7 December 2022). A new year is
 * added when it is published; where a rector moves a date, the school says so as an exception.
 */
const COMMON: readonly Holidays[] = [
  everywhere('autumn', '2025-10-18', '2025-11-03'),
  everywhere('christmas', '2025-12-20', '2026-01-05'),
  everywhere('ascension', '2026-05-13', '2026-05-18'),
  everywhere('summer', '2026-07-04', '2026-09-01'),
  everywhere('autumn', '2026-10-17', '2026-11-02'),
  everywhere('christmas', '2026-12-19', '2027-01-04'),
  everywhere('ascension', '2027-05-05', '2027-05-10'),
  everywhere('summer', '2027-07-03', '2027-09-01'),
]

const OF_ZONE: Readonly<Record<Zone, readonly Holidays[]>> = {
  A: [
    { name: 'winter', after: '2026-02-07', back: '2026-02-23' },
    { name: 'spring', after: '2026-04-04', back: '2026-04-20' },
    { name: 'winter', after: '2027-02-13', back: '2027-03-01' },
    { name: 'spring', after: '2027-04-10', back: '2027-04-26' },
  ],
  B: [
    { name: 'winter', after: '2026-02-14', back: '2026-03-02' },
    { name: 'spring', after: '2026-04-11', back: '2026-04-27' },
    { name: 'winter', after: '2027-02-20', back: '2027-03-08' },
    { name: 'spring', after: '2027-04-17', back: '2027-05-03' },
  ],
  C: [
    { name: 'winter', after: '2026-02-21', back: '2026-03-09' },
    { name: 'spring', after: '2026-04-18', back: '2026-05-04' },
    { name: 'winter', after: '2027-02-06', back: '2027-02-22' },
    { name: 'spring', after: '2027-04-03', back: '2027-04-19' },
  ],
}

/** The first day of which the calendar here says nothing. */
export const CALENDAR_ENDS = '2027-09-01'

/** The holidays of a zone, in order. */
export function holidaysOf(zone: Zone): Holidays[] {
  return [...COMMON, ...OF_ZONE[zone]].sort((a, b) => a.after.localeCompare(b.after))
}

/** Whether a day (`yyyy-mm-dd`) is of the zone's holidays; the last day of classes is not. */
export function isSchoolHoliday(day: string, zone: Zone): boolean {
  const within = ({ after, back }: Holidays) => after < day && day < back
  return COMMON.some(within) || OF_ZONE[zone].some(within)
}
