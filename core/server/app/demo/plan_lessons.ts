/** Who teaches what to which group. */
export interface Service {
  groupId: string
  group: string
  kind: 'class' | 'teaching'
  teacherId: string
  subject: string
  /** The classes whose pupils are in the group: itself, for a class. */
  classes: readonly string[]
}

/** An hour of a week. */
export interface PlannedLesson {
  service: Service
  /** 1: Monday … 5: Friday. */
  weekday: number
  /** `HH:MM`. */
  starts: string
  ends: string
  room: string
  /** Every other week only. */
  alternation: 'H' | 'A' | 'B'
}

interface Slot {
  weekday: number
  hour: number
}

const HOURS: readonly Slot[] = [1, 2, 3, 4, 5].flatMap((weekday) =>
  (weekday === 3 ? [8, 9, 10, 11] : [8, 9, 10, 11, 14, 15, 16]).map((hour) => ({ weekday, hour }))
)
/** Hours a week, where it is not three. */
const WEEKLY: Readonly<Record<string, number>> = {
  ...{ Français: 4, Mathématiques: 4, Technologie: 1, 'Arts plastiques': 1 },
  ...{ 'Éducation musicale': 1, 'Espagnol LV2': 2, 'Allemand LV2': 2 },
}
/** Taught every other week, one in A, the other in B. */
const ALTERNATES: Readonly<Record<string, 'A' | 'B'>> = {
  ...{ 'Sciences de la vie et de la Terre': 'A', 'Physique-chimie': 'B' },
}
const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/**
 * Gives each service its hours, so that nobody is in two places: groups first, those of one level at the same hours, then
 * classes. The same services give the same hours; what finds no hour is left out.
 */
export function planLessons(services: readonly Service[]): PlannedLesson[] {
  const busy = new Set<string>()
  const lessons: PlannedLesson[] = []
  const levels = Map.groupBy(
    services.filter(({ kind }) => kind === 'teaching'),
    ({ classes }) => classes.join()
  )
  for (const together of levels.values()) place(lessons, busy, together)
  const rest = services.filter(({ kind }) => kind === 'class')
  for (const service of rest) place(lessons, busy, [service])
  return lessons
}

/** Places services that are held at the same hours. */
function place(lessons: PlannedLesson[], busy: Set<string>, together: readonly Service[]): void {
  const [first] = together
  if (!first) return
  const who = together.flatMap(({ teacherId, classes }) => [teacherId, ...classes])
  const days = new Set<number>()
  let left = WEEKLY[first.subject] ?? 3
  const from = shiftOf(first.group + first.subject)
  for (let at = 0; at < HOURS.length && left > 0; at++) {
    const { weekday, hour } = HOURS[(from + at * STEP) % HOURS.length]!
    const keys = who.map((one) => `${one} ${weekday} ${hour}`)
    if (days.has(weekday) || keys.some((key) => busy.has(key))) continue
    for (const key of keys) busy.add(key)
    days.add(weekday)
    const alternation = left === 1 ? (ALTERNATES[first.subject] ?? 'H') : 'H'
    for (const service of together)
      lessons.push({
        ...{ service, weekday, alternation, starts: two(hour), ends: two(hour + 1) },
        room: String(101 + (shiftOf(service.teacherId) % 30)),
      })
    left--
  }
}

/** Prime to the number of hours, so that all are tried. */
const STEP = 7

function shiftOf(text: string): number {
  let sum = 0
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)!) % 9973
  return sum
}
