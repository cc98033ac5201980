import { PROFILES, type Profile } from '@preau/kit'

/**
 * How far one profile may write to another: nobody; related people in a message that an adult of the school
 * receives too; related people; everybody.
 */
export const REACHES = ['none', 'supervised', 'related', 'all'] as const
export type Reach = (typeof REACHES)[number]
export type Matrix = Readonly<Record<Profile, Readonly<Record<Profile, Reach>>>>

/** Ties between who writes and whom he writes to; the directory knows them. */
export const RELATIONS = [
  'classmates',
  'teachers',
  'pupils',
  'parents',
  'children',
  'teachers-of-children',
  'parents-of-pupils',
] as const
export type Relation = (typeof RELATIONS)[number]

const STAFF = {
  teacher: 'all',
  'school-life': 'all',
  librarian: 'all',
  head: 'all',
  staff: 'all',
} as const

/** Who may write to whom where the school has said nothing else. */
export const DEFAULTS: Matrix = {
  student: { ...STAFF, student: 'supervised', guardian: 'related', teacher: 'related' },
  guardian: { ...STAFF, student: 'related', guardian: 'none', teacher: 'related' },
  teacher: { ...STAFF, student: 'related', guardian: 'related' },
  'school-life': { ...STAFF, student: 'all', guardian: 'all' },
  librarian: { ...STAFF, student: 'all', guardian: 'all' },
  head: { ...STAFF, student: 'all', guardian: 'all' },
  staff: { ...STAFF, student: 'related', guardian: 'none' },
}

/** What « related » means, by who writes and to whom; where nothing is written, there is no such tie. */
export const TIES: Partial<Record<Profile, Partial<Record<Profile, Relation>>>> = {
  student: { student: 'classmates', guardian: 'parents', teacher: 'teachers' },
  guardian: { student: 'children', teacher: 'teachers-of-children' },
  teacher: { student: 'pupils', guardian: 'parents-of-pupils' },
  librarian: { student: 'pupils', guardian: 'parents-of-pupils' },
  staff: { student: 'pupils', guardian: 'parents-of-pupils' },
}

/** How far a school may open, at most: it may always tighten. */
const CEILINGS: Partial<Record<Profile, Partial<Record<Profile, Reach>>>> = {
  student: { student: 'supervised', guardian: 'related', teacher: 'related' },
  guardian: { student: 'related', guardian: 'none', teacher: 'related' },
}

/** A departure of a school from the defaults. */
export interface Rule {
  from: Profile
  to: Profile
  reach: Reach
}

/** The matrix of a school: the defaults with its own rules, none beyond what is permitted. */
export function matrixOf(rules: readonly Rule[]): Matrix {
  const matrix = structuredClone(DEFAULTS) as Record<Profile, Record<Profile, Reach>>
  for (const { from, to, reach } of rules) matrix[from][to] = permitted(from, to, reach)
  return matrix
}

function permitted(from: Profile, to: Profile, reach: Reach): Reach {
  const ceiling = CEILINGS[from]?.[to] ?? 'all'
  const lower = REACHES.indexOf(reach) < REACHES.indexOf(ceiling) ? reach : ceiling
  const tied = lower === 'none' || lower === 'all' || TIES[from]?.[to] !== undefined
  return tied ? lower : 'none'
}

/** What a school may choose between two profiles, the narrowest first. */
export function choicesOf(from: Profile, to: Profile): Reach[] {
  const most = CEILINGS[from]?.[to] ?? 'all'
  // what stands for classmates is always beside an adult
  const supervisable = TIES[from]?.[to] === 'classmates'
  return REACHES.slice(0, REACHES.indexOf(most) + 1).filter(
    (one) => permitted(from, to, one) === one && (one !== 'supervised' || supervisable)
  )
}

/** Whom somebody may write to: by profile, by tie with a profile, and by tie if an adult receives it too. */
export interface Range {
  all: Profile[]
  related: { to: Profile; tie: Relation }[]
  supervised: { to: Profile; tie: Relation }[]
}

/** What the profiles of who writes open together. */
export function rangeOf(matrix: Matrix, profiles: readonly Profile[]): Range {
  const range: Range = { all: [], related: [], supervised: [] }
  for (const to of PROFILES)
    for (const from of profiles) {
      const reach = matrix[from][to]
      const tie = TIES[from]?.[to]
      if (reach === 'all' && !range.all.includes(to)) range.all.push(to)
      else if (tie && (reach === 'related' || reach === 'supervised'))
        range[reach].push({ to, tie })
    }
  return range
}

/** What is said of one recipient. */
export type Verdict = 'yes' | 'adult' | 'no'

/** Whether one may write to somebody of these profiles with whom one has these ties. */
export function judge(
  range: Range,
  profiles: readonly Profile[],
  ties: readonly Relation[]
): Verdict {
  const tied = (one: { to: Profile; tie: Relation }) =>
    profiles.includes(one.to) && ties.includes(one.tie)
  if (range.all.some((one) => profiles.includes(one)) || range.related.some(tied)) return 'yes'
  return range.supervised.some(tied) ? 'adult' : 'no'
}
