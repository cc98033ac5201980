import type { Profile } from '@preau/kit'
import {
  NATIONAL_WEEK,
  type DayHours,
  type QuietException,
  type QuietRules,
} from './quiet_hours.ts'
import { zoneOfAcademy, type Zone } from './school_zones.ts'

/** A school's own hours as they are stored, beside what the directory says of it; nulls: it has changed nothing. */
export interface StoredRules {
  timezone: string
  academy: string
  week: (DayHours | null)[] | null
  zone: 'auto' | 'none' | Zone | null
  holidays: boolean | null
  exceptions: QuietException[] | null
  bypass: Profile[] | null
}

/** The columns of `StoredRules`, of core.schools `s` and core.quiet_hours `q`, joined outside. */
export const RULES_COLUMNS =
  's.timezone, s.academy, q.week, q.zone, q.holidays, q.exceptions, q.bypass'

/** Who may pass the quiet hours where the school has not said. */
export const BYPASS: readonly Profile[] = ['head']

/** The rules that hold: what the school has settled, else the national week and the zone of its academy. */
export function rulesOf({ timezone, academy, ...own }: StoredRules): QuietRules {
  const { zone, week, holidays, exceptions } = own
  return {
    timezone,
    week: week ?? NATIONAL_WEEK,
    zone: zone === 'none' ? null : zone === null || zone === 'auto' ? zoneOfAcademy(academy) : zone,
    holidays: holidays ?? true,
    exceptions: exceptions ?? [],
  }
}
