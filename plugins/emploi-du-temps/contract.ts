import type {} from '@preau/kit/server'
import type { Lesson } from './server/week/lesson.ts'

/** Whose lessons are asked for: those a person has or gives, or those of a class or group. */
export type LessonsOf = { member: string } | { group: string }

/**
 * The lessons of the school's timetable, for other plugins. Days are `yyyy-mm-dd`, both included, 62 at most; who may see
 * them is the caller's affair.
 */
export interface LessonsService {
  /** In order of day and hour, with what has become of each; none on days without class. */
  between(of: LessonsOf, from: string, to: string): Promise<Lesson[]>
  /** The lesson of that id (`Lesson.id`), where it is held; undefined when it is planned no more. */
  lesson(id: string): Promise<Lesson | undefined>
}

declare module '@preau/kit/server' {
  interface PluginServices {
    'emploi-du-temps.lessons/v1': LessonsService
  }
}
