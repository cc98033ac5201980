import type { Profile } from '@preau/kit'
import type { Target } from '../recipients/target.ts'

interface Limit {
  /** Recipients of one message. */
  recipients: number
  /** Recipients, where an adult of the school is one of them. */
  withAdult: number
  /** Messages in an hour. */
  hourly: number
}

const STAFF: Limit = { recipients: 150, withAdult: 150, hourly: 200 }
const DIRECTION: Limit = { recipients: 20_000, withAdult: 20_000, hourly: 500 }

/** What one profile may send; a stolen account does no more. Figures of our own, to be measured in use. */
const LIMITS: Readonly<Record<Profile, Limit>> = {
  student: { recipients: 10, withAdult: 40, hourly: 30 },
  guardian: { recipients: 15, withAdult: 15, hourly: 30 },
  teacher: STAFF,
  librarian: STAFF,
  staff: STAFF,
  'school-life': DIRECTION,
  head: DIRECTION,
}

/** From so many pupils and parents on, a sending is confirmed. */
export const CROWD = 20
/** Milliseconds during which a sending to a whole profile may be cancelled. */
export const WHOLE_DELAY = 120_000

/** What somebody may send, by the widest of his profiles. */
export function limitOf(profiles: readonly Profile[]): Limit {
  const limits = profiles.map((one) => LIMITS[one])
  return limits.reduce((a, b) => (b.recipients > a.recipients ? b : a), LIMITS.student)
}

/** Whether a message goes to everybody of a profile in the school. */
export const isWhole = (targets: readonly Target[]) =>
  targets.some(({ group, profile }) => profile !== null && group === null)

/** Whether it goes to the pupils or the parents of a group: then it is confirmed, whatever their number. */
export const isCrowd = (targets: readonly Target[]) =>
  targets.some(({ profile }) => profile === 'student' || profile === 'guardian')
