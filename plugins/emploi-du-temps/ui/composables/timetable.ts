import { usePluginApi } from '@preau/ui'

export interface Named {
  id: string
  name: string
}

export interface Place {
  /** `yyyy-mm-dd`. */
  day: string
  /** `HH:MM`. */
  starts: string
  ends: string
  room: string
}

export interface Lesson extends Place {
  id: string
  courseId: string
  plannedOn: string
  subject: string
  teachers: Named[]
  groups: (Named & { part: string | null })[]
  state: 'planned' | 'cancelled' | 'changed' | 'away'
  was: Place | null
  note: string
}

export interface Week {
  from: string
  to: string
  name: string
  /** Whether the school has a timetable at all. */
  known: boolean
  children: Named[]
  daysOff: { day: string; reason: string; label: string }[]
  alternations: { name: string; weeks: string[] }[]
  lessons: Lesson[]
}

export interface Choices {
  groups: (Named & { kind: string })[]
  /** Those who have lessons. */
  teachers: Named[]
  /** Everybody who may have some. */
  staff: Named[]
  rooms: string[]
}

export interface Change {
  cancelled: boolean
  toDay: string | null
  starts: string | null
  ends: string | null
  room: string | null
  note: string
}

/** Whose timetable: a member's (oneself where there is none), a group's or a room's. */
export interface Whose {
  member?: string
  group?: string
  room?: string
}

/** The calls of this plugin for reading and changing lessons. @public */
export function useTimetableApi() {
  const api = usePluginApi()
  const at = ({ courseId, plannedOn }: Lesson) => `/lessons/${courseId}/${plannedOn}`
  return {
    key: (...parts: unknown[]) => [...api.key, ...parts],
    week: (day: string, whose: Whose) => api.get<Week>('/week', { day, ...whose }),
    today: () => api.get<{ day: string; mine: Week; children: Week[] }>('/today'),
    choices: () => api.get<Choices>('/choices'),
    change: (lesson: Lesson, change: Change) => api.put<Lesson>(at(lesson), change),
    restore: (lesson: Lesson) => api.delete<void>(at(lesson)),
  }
}
