import { isDay, mondayOf } from '../week/weeks.ts'
import { decode } from './decode.ts'
import type { External, Problem, ReadFiles, ReadLesson, SentFile } from './read_lesson.ts'
import { nearest, readXml, type Element } from './sts_document.ts'
import { readStsNames, type StsNames } from './sts_people.ts'

/** A COURS as it stands, before its weeks are known. */
interface Draft extends Omit<ReadLesson, 'weeks' | 'cancelled'> {
  alternation: string
}

interface Reading {
  drafts: Map<string, Draft>
  alternations: Map<string, { name: string; weeks: string[] }>
  rooms: Set<string>
  problems: Problem[]
  names: StsNames
  /** Written in PARAMETRES. */
  uai: string
  year: string
}

/** What the files of STS-Web hold, and for which school and year they were made. */
export interface ReadSts extends ReadFiles {
  uai: string
  /** `2026` for 2026-2027; empty where no file says. */
  year: string
}

/**
 * Reads `sts_emp` (names) and `emp_sts` (lessons) files, told apart by their root. Elements are taken where they stand:
 * a GROUPE inside DIVISIONS is still a group. @throws E_EMPLOI_XML (422) for broken XML
 */
export function readSts(files: readonly SentFile[]): ReadSts {
  const reading: Reading = {
    ...{ drafts: new Map(), alternations: new Map(), rooms: new Set(), problems: [] },
    ...{ names: { subjects: new Map(), people: new Map() }, uai: '', year: '' },
  }
  const texts = files.map(({ name, bytes }) => {
    const { text, mistaken } = decode(bytes)
    if (mistaken) reading.problems.push(problem('encoding', { file: name, line: 1 }))
    return { name, text, lessons: /<EDT_STS[\s>]/.test(text) }
  })
  for (const { name, text, lessons } of texts) if (!lessons) readStsNames(text, name, reading.names)
  for (const { name, text, lessons } of texts) if (lessons) readLessons(reading, text, name)
  const file = texts.find(({ lessons }) => lessons)?.name ?? ''
  return {
    source: 'sts',
    uai: reading.uai,
    year: reading.year,
    lessons: [...reading.drafts.values()].flatMap((draft) => finished(reading, draft, file)),
    alternations: [...reading.alternations].map(([code, one]) => ({ code, ...one })),
    problems: reading.problems,
  }
}

function problem(
  code: string,
  { file, line, ...values }: { file: string; line: number } & Record<string, string | number>,
  severity: Problem['severity'] = 'warning'
): Problem {
  return { severity, file, line, code, values }
}

function readLessons(reading: Reading, text: string, file: string): void {
  readXml(text, {
    file,
    onEnd(element, around) {
      const { name, attributes, text: value } = element
      if (name === 'UAJ') reading.uai ||= attributes['CODE'] ?? value
      if (name === 'ANNEE_SCOLAIRE') reading.year ||= attributes['ANNEE'] ?? value
      if (name === 'SALLE_COURS') reading.rooms.add((attributes['CODE'] ?? '').trim())
      if (name === 'ALTERNANCE') endAlternation(reading, element)
      if (name === 'DATE_DEBUT_SEMAINE')
        addWeek(reading, { value, file, line: element.line }, around)
      if (name === 'GROUPE' && nearest(around, 'DIVISIONS'))
        reading.problems.push(
          problem('misplaced', { file, line: element.line, name: attributes['CODE'] ?? '' })
        )
      if (name === 'COURS') addCourse(reading, { element, file }, around)
    },
  })
}

function endAlternation({ alternations }: Reading, { attributes, fields }: Element): void {
  const code = (attributes['CODE'] ?? '').trim()
  const known = alternations.get(code) ?? { name: '', weeks: [] }
  known.name = fields['LIBELLE_LONG'] || fields['LIBELLE_COURT'] || code
  known.weeks = [...new Set(known.weeks)].sort()
  alternations.set(code, known)
}

function addWeek(
  { alternations, problems }: Reading,
  { value, file, line }: { value: string; file: string; line: number },
  around: readonly Element[]
): void {
  const code = nearest(around, 'ALTERNANCE')?.attributes['CODE']?.trim() ?? ''
  if (!isDay(value)) {
    problems.push(problem('week', { file, line, value }, 'error'))
    return
  }
  const known = alternations.get(code) ?? { name: code, weeks: [] }
  known.weeks.push(mondayOf(value))
  alternations.set(code, known)
}

/** `0900` or `09:00` as `09:00`; undefined for what is no time. */
function timeOf(text: string | undefined): string | undefined {
  const [, hours = '', minutes = ''] = /^(\d{1,2})[h:]?(\d\d)$/.exec(text ?? '') ?? []
  const real = hours && Number(hours) < 24 && Number(minutes) < 60
  return real ? `${hours.padStart(2, '0')}:${minutes}` : undefined
}

function plus(start: string, duration: string): string {
  const minutes = [start, duration]
    .map((time) => time.split(':').map(Number))
    .reduce((sum, [hours = 0, rest = 0]) => sum + hours * 60 + rest, 0)
  const two = (count: number) => String(count).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The group that a COURS is of: a division, or a group with the division its pupils all come from. */
function groupOf(around: readonly Element[]): External | undefined {
  const structure = nearest(around, 'GROUPE', 'DIVISION')
  const code = structure?.attributes['CODE']?.trim()
  if (!structure || !code) return undefined
  return { kind: 'group', key: code, label: structure.fields['LIBELLE_LONG'] || code }
}

/** Adds a COURS; the same hour of another teacher is the same lesson, taught by both. */
function addCourse(
  reading: Reading,
  { element: { fields, line }, file }: { element: Element; file: string },
  around: readonly Element[]
): void {
  const group = groupOf(around)
  const code = nearest(around, 'SERVICE')?.attributes['CODE_MATIERE']?.trim() ?? ''
  const id = nearest(around, 'ENSEIGNANT')?.attributes['ID']?.trim()
  const weekday = Number(fields['JOUR'])
  const starts = timeOf(fields['HEURE_DEBUT'])
  const duration = timeOf(fields['DUREE'])
  const ends = starts && duration ? plus(starts, duration) : ''
  if (!group || !(weekday >= 1 && weekday <= 7) || !starts || ends <= starts || ends > '24:00') {
    reading.problems.push(problem(group ? 'hours' : 'no-group', { file, line }, 'error'))
    return
  }
  const alternation = fields['CODE_ALTERNANCE'] ?? ''
  const key = [group.key, code, weekday, starts, ends, alternation].join('|')
  const draft = reading.drafts.get(key) ?? {
    ...{ line, subject: reading.names.subjects.get(code) ?? '', subjectCode: code },
    ...{ weekday, starts, ends, room: '', groups: [group], teachers: [], alternation },
  }
  const label = reading.names.people.get(id ?? '') ?? id ?? ''
  if (id && !draft.teachers.some((one) => one.key === `sts:${id}`))
    draft.teachers.push({ kind: 'teacher', key: `sts:${id}`, label })
  const room = fields['CODE_SALLE'] ?? ''
  if (room && !draft.room.split(', ').includes(room))
    draft.room = [draft.room, room].filter(Boolean).join(', ')
  reading.drafts.set(key, draft)
}

/** A draft with its weeks; a lesson whose alternation has none is left out. */
function finished(reading: Reading, draft: Draft, file: string): ReadLesson[] {
  const { alternation, ...lesson } = draft
  const { line, subjectCode, room } = lesson
  const weeks = reading.alternations.get(alternation)?.weeks ?? []
  if (!weeks.length) {
    reading.problems.push(problem('alternation', { file, line, code: alternation }, 'error'))
    return []
  }
  const strange = room.split(', ').filter((one) => one && !reading.rooms.has(one))
  for (const name of strange) reading.problems.push(problem('room', { file, line, name }))
  if (!lesson.subject) reading.problems.push(problem('subject', { file, line, code: subjectCode }))
  return [{ ...lesson, subject: lesson.subject || subjectCode, weeks, cancelled: [] }]
}
