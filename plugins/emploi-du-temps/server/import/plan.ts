import type { External, Problem, ReadFiles, ReadLesson } from './read_lesson.ts'
import { plain } from './plain.ts'
import type { Target } from './recognise.ts'

/** A group of a course; `part` has an id, or a name where it is to be made. */
export interface WantedGroup {
  group: string
  part: { id: string } | { name: string } | null
}

/** A course as the timetable is to have it. */
export interface WantedCourse {
  /** What makes it the same course at the next import: hour, subject and groups; its teachers, room and weeks may change. */
  key: string
  subject: string
  subjectCode: string
  weekday: number
  starts: string
  ends: string
  room: string
  weeks: string[]
  groups: WantedGroup[]
  teachers: string[]
  cancelled: string[]
}

/** A course that is there. */
export interface ExistingCourse {
  id: string
  key: string
  source: string
  subject: string
  room: string
  weeks: string[]
  teachers: string[]
}

/** A name that nobody has recognised, with how many courses wait for it. */
export interface Unknown extends Pick<External, 'kind' | 'key' | 'label'> {
  courses: number
}

/** What recognised courses are. */
export interface Recognised {
  wanted: WantedCourse[]
  unknown: Unknown[]
  problems: Problem[]
}

/**
 * The courses that lessons read are: a course of which no group is recognised is left out, one of which a teacher is not is
 * kept without him.
 */
export function recognise(
  { lessons }: ReadFiles,
  { file, target }: { file: string; target(external: External): Target | undefined }
): Recognised {
  const unknown = new Map<string, Unknown>()
  const problems: Problem[] = []
  const miss = ({ kind, key, label }: External) => {
    const name = `${kind} ${key}`
    const one = unknown.get(name) ?? { kind, key, label, courses: 0 }
    one.courses++
    unknown.set(name, one)
  }
  const wanted = lessons.flatMap((lesson) => {
    const course = courseOf(lesson, target, miss)
    if (course) return [course]
    const names = [...lesson.groups, ...lesson.teachers].map(({ label }) => label).join(', ')
    problems.push({
      severity: 'error',
      file,
      line: lesson.line,
      code: 'left-out',
      values: { names },
    })
    return []
  })
  return { wanted: numbered(wanted), unknown: [...unknown.values()], problems }
}

function courseOf(
  lesson: ReadLesson,
  target: (external: External) => Target | undefined,
  miss: (external: External) => void
): WantedCourse | undefined {
  const groups = new Map<string, WantedGroup>()
  const teachers = new Set<string>()
  for (const external of [...lesson.groups, ...lesson.teachers]) {
    const found = target(external)
    if (!found) miss(external)
    else if ('member' in found) teachers.add(found.member)
    else if ('group' in found) {
      const part = found.part ?? null
      groups.set(`${found.group} ${JSON.stringify(part)}`, { group: found.group, part })
    }
  }
  // A calendar of a teacher may name no class: the course is his all the same.
  if (!groups.size && (lesson.groups.length || !teachers.size)) return undefined
  const { subject, subjectCode, weekday, starts, ends, room, weeks, cancelled } = lesson
  const own = { subject, subjectCode, weekday, starts, ends, room, weeks, cancelled }
  const sorted = [...groups.values()].sort((a, b) =>
    JSON.stringify(a).localeCompare(JSON.stringify(b))
  )
  return { ...own, groups: sorted, teachers: [...teachers].sort(), key: '' }
}

/** Gives each its key; those alike in all that makes the key are numbered, in order of their weeks, people and rooms. */
function numbered(wanted: readonly WantedCourse[]): WantedCourse[] {
  const tie = ({ weeks, teachers, room }: WantedCourse) => JSON.stringify([weeks, teachers, room])
  const count = new Map<string, number>()
  return [...wanted]
    .sort((a, b) => tie(a).localeCompare(tie(b)))
    .map((course) => {
      const { weekday, starts, ends, subject, subjectCode, groups, teachers } = course
      const whom = groups.length ? groups.map(({ group, part }) => [group, nameOf(part)]) : teachers
      const base = JSON.stringify([weekday, starts, ends, subjectCode || plain(subject), whom])
      const number = (count.get(base) ?? 0) + 1
      count.set(base, number)
      return { ...course, key: number === 1 ? base : `${base} ${number}` }
    })
}

const nameOf = (part: WantedGroup['part']) => part && ('id' in part ? part.id : part.name)

/** What an import does to the courses that are there. */
export interface Difference {
  added: WantedCourse[]
  changed: (WantedCourse & { id: string })[]
  /** What is left of courses that the files no longer have: those without a week go. */
  removed: { id: string; weeks: string[] }[]
  same: number
}

/**
 * Compares what is there with what is wanted, from a week on: earlier weeks stay as they were. Only courses of the same
 * source are taken away.
 */
export function differ(
  existing: readonly ExistingCourse[],
  wanted: readonly WantedCourse[],
  { source, from }: { source: string; from: string }
): Difference {
  const there = new Map(existing.map((course) => [course.key, course]))
  const difference: Difference = { added: [], changed: [], removed: [], same: 0 }
  for (const course of wanted) {
    const old = there.get(course.key)
    there.delete(course.key)
    const coming = course.weeks.filter((week) => week >= from)
    const past = old?.weeks.filter((week) => week < from) ?? []
    // A lesson that another source has too keeps the weeks which that source gave it.
    const others = old && old.source !== source ? old.weeks : []
    const weeks = [...new Set([...past, ...others, ...coming])].sort()
    if (!old) {
      if (coming.length) difference.added.push({ ...course, weeks })
    } else if (isSame(old, { ...course, weeks })) difference.same++
    else difference.changed.push({ ...course, weeks, id: old.id })
  }
  for (const { id, source: of, weeks } of there.values()) {
    if (of !== source || !weeks.some((week) => week >= from)) continue
    difference.removed.push({ id, weeks: weeks.filter((week) => week < from) })
  }
  return difference
}

function isSame(old: ExistingCourse, { subject, room, weeks, teachers }: WantedCourse): boolean {
  return (
    old.subject === subject &&
    old.room === room &&
    old.weeks.join() === weeks.join() &&
    old.teachers.join() === teachers.join()
  )
}
