/** What a file names that the school must recognise. */
export interface External {
  kind: 'teacher' | 'group'
  /** How the mapping remembers it: `sts:8001`, `5A`, `ROUSSEL H.`. */
  key: string
  /** As people read it. */
  label: string
  /** Of a group: a part of one class, as the file says. */
  part?: true
}

/** A lesson that a file describes, not yet recognised. */
export interface ReadLesson {
  /** In the file, from 1. */
  line: number
  subject: string
  subjectCode: string
  /** 1: Monday … 7: Sunday. */
  weekday: number
  starts: string
  ends: string
  room: string
  /** Mondays, in order. */
  weeks: string[]
  groups: External[]
  teachers: External[]
  /** Days on which it is cancelled, as the file says. */
  cancelled: string[]
}

/** Something that a person should know of a file; its sentence is `ui.import.problems.<code>`. */
export interface Problem {
  severity: 'error' | 'warning'
  file: string
  line: number
  code: string
  values: Record<string, string | number>
}

/** What files hold, together. */
export interface ReadFiles {
  /** What an import replaces: `sts`, or `ical:` and the calendar's name. */
  source: string
  lessons: ReadLesson[]
  alternations: { code: string; name: string; weeks: string[] }[]
  problems: Problem[]
}

/** A file as it was sent, unpacked. */
export interface SentFile {
  name: string
  bytes: Buffer
}
