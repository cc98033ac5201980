/** A person or a group, as a lesson names it. */
export interface Named {
  id: string
  name: string
}

/** A class or group that has the lesson; `part` names the half of it that does. */
export interface LessonGroup extends Named {
  part: string | null
}

/** Where and when a lesson was to be, before it was changed. */
export interface Place {
  /** `yyyy-mm-dd`. */
  day: string
  /** `HH:MM`, as the school's clocks show it. */
  starts: string
  ends: string
  room: string
}

/** One lesson on one day, as those who have it see it. */
export interface Lesson extends Place {
  /** The course and the day on which it was planned: `<course>.<yyyy-mm-dd>`. */
  id: string
  courseId: string
  /** The day on which it was planned. */
  plannedOn: string
  subject: string
  teachers: Named[]
  groups: LessonGroup[]
  /** `away`: it was to be then, and is held at another time. */
  state: 'planned' | 'cancelled' | 'changed' | 'away'
  /** What a change has changed; null where nothing was. */
  was: Place | null
  note: string
}

/** A row of the statement that finds lessons: what was planned, and the change of that day. */
export interface PlannedRow extends Omit<Lesson, 'id' | 'state' | 'was' | 'note' | 'plannedOn'> {
  cancelled: boolean | null
  toDay: string | null
  toStarts: string | null
  toEnds: string | null
  toRoom: string | null
  note: string | null
}

/** What people see of a planned lesson: one lesson, or two where it was moved: where it was, and where it is. */
export function lessonsOf(row: PlannedRow): Lesson[] {
  const { cancelled, toDay, toStarts, toEnds, toRoom, note, ...planned } = row
  const plannedOn = planned.day
  const common = { ...planned, id: `${planned.courseId}.${plannedOn}`, plannedOn, note: note ?? '' }
  if (cancelled === null) return [{ ...common, state: 'planned', was: null }]
  if (cancelled) return [{ ...common, state: 'cancelled', was: null }]
  const { day, starts, ends, room } = planned
  const was = { day, starts, ends, room }
  const now = {
    day: toDay ?? day,
    starts: toStarts ?? starts,
    ends: toEnds ?? ends,
    room: toRoom ?? room,
  }
  const changed: Lesson = { ...common, ...now, state: 'changed', was }
  const stays = now.day === day && now.starts === starts
  return stays ? [changed] : [{ ...common, state: 'away', was: now }, changed]
}

/** In order of day and hour, then by subject. */
function inOrder(a: Lesson, b: Lesson): number {
  return (
    a.day.localeCompare(b.day) ||
    a.starts.localeCompare(b.starts) ||
    a.subject.localeCompare(b.subject) ||
    a.id.localeCompare(b.id)
  )
}

/** Days (`yyyy-mm-dd`), both included. */
export interface Span {
  from: string
  to: string
}

/** The lessons of the statement that `lessonsSql` makes. */
export function lessonsIn(rows: readonly PlannedRow[], { from, to }: Span): Lesson[] {
  return rows
    .flatMap(lessonsOf)
    .filter(({ day }) => from <= day && day <= to)
    .sort(inOrder)
}
