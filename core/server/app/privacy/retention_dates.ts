import type { PersonalDataDeclaration } from '@preau/kit'
import { DateTime, Duration } from 'luxon'

/** School years of a school, as its directory knows them: `endsOn` is a day, `2027-08-31`. */
export interface SchoolYear {
  endsOn: string
}

/**
 * The moment before which what was kept is kept no longer, for durations that count from the
 * creation, the last activity or a departure: now less the duration.
 */
export function cutoffOf(retention: PersonalDataDeclaration['retention'], now: Date): Date {
  return DateTime.fromJSDate(now, { zone: 'Europe/Paris' })
    .minus(Duration.fromISO(retention))
    .toJSDate()
}

/**
 * For durations that count from the end of the school year: the end of the newest year which has
 * ended for so long; what was made before is kept no longer. Undefined when no year is that old.
 */
export function yearCutoffOf(
  retention: PersonalDataDeclaration['retention'],
  { years, now }: { years: readonly SchoolYear[]; now: Date }
): Date | undefined {
  const limit = cutoffOf(retention, now)
  const ends = years
    .map(({ endsOn }) => DateTime.fromISO(endsOn, { zone: 'Europe/Paris' }).endOf('day').toJSDate())
    .filter((end) => end <= limit)
    .sort((a, b) => b.getTime() - a.getTime())
  return ends[0]
}
