import { PluginError } from '@preau/kit/server'
import ICAL from 'ical.js'
import { DateTime, IANAZone } from 'luxon'
import { mondayOf, weekdayOf } from '../week/weeks.ts'
import { decode } from './decode.ts'
import { wordsOf } from './ical_words.ts'
import type { Problem, ReadFiles, ReadLesson, SentFile } from './read_lesson.ts'

/** Occurrences of one event that are looked at. */
const MOST_OCCURRENCES = 2000
const CANCELLED = /annul|absent|cancel/i

interface Reading {
  file: string
  /** The school's. */
  timezone: string
  from: string
  to: string
  lessons: Map<string, ReadLesson>
  problems: Problem[]
}

interface Placed {
  event: ICAL.Event
  line: number
}

/**
 * Reads calendars as Pronote and EDT write them: one event a lesson, or one with its recurrence. Events that have the same
 * hour, subject, people and place become one course with its weeks, those of the school year between `from` and `to`; times
 * are put on the school's clocks; events of whole days (holidays) are left out.
 * @throws E_EMPLOI_ICAL (422) for what is no calendar
 */
export function readIcal(
  files: readonly SentFile[],
  { timezone, from, to }: { timezone: string; from: string; to: string }
): ReadFiles {
  const reading: Omit<Reading, 'file'> = {
    ...{ timezone, from, to },
    ...{ lessons: new Map(), problems: [] },
  }
  for (const { name, bytes } of files) {
    const { text, mistaken } = decode(bytes)
    const file = { ...reading, file: name }
    if (mistaken) add(file, { code: 'encoding', line: 1, severity: 'warning' })
    readOne(file, text)
  }
  const lessons = [...reading.lessons.values()]
  for (const lesson of lessons) lesson.weeks.sort()
  const source = `ical:${files.map(({ name }) => name.replace(/\.ics$/i, '')).join('+')}`.slice(
    0,
    200
  )
  return { source, lessons, alternations: [], problems: reading.problems }
}

function add(
  { file, problems }: Reading,
  { code, line, severity = 'error' }: { code: string; line: number; severity?: Problem['severity'] }
): void {
  problems.push({ severity, file, line, code, values: {} })
}

function readOne(reading: Reading, text: string): void {
  const calendar = parse(text, reading.file)
  const lines = text.split(/\r\n|\r|\n/)
  const starts = lines.flatMap((line, index) => (line.trim() === 'BEGIN:VEVENT' ? [index + 1] : []))
  calendar.getAllSubcomponents('vtimezone').forEach((zone) => ICAL.TimezoneService.register(zone))
  const events = calendar.getAllSubcomponents('vevent')
  events.forEach((component, index) => {
    const line = starts[index] ?? 1
    try {
      readEvent(reading, { event: new ICAL.Event(component), line })
    } catch {
      add(reading, { code: 'event', line })
    }
  })
}

function parse(text: string, file: string): ICAL.Component {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text.trim()) as unknown as string)
    if (calendar.name === 'vcalendar') return calendar
  } catch (cause) {
    throw new PluginError('E_EMPLOI_ICAL', 422, String(cause), { file })
  }
  throw new PluginError('E_EMPLOI_ICAL', 422, 'no VCALENDAR', { file })
}

function readEvent(reading: Reading, { event, line }: Placed): void {
  if (event.startDate.isDate) return
  const minutes = event.duration.toSeconds() / 60
  const words = wordsOf(event)
  if (!(minutes > 0 && minutes < 24 * 60)) return add(reading, { code: 'hours', line })
  if (!words.groups.length && !words.teachers.length) return add(reading, { code: 'nobody', line })
  const zone = zoneOf(event.startDate, reading)
  if (!zone) return add(reading, { code: 'timezone', line })
  const status = String(event.component.getFirstPropertyValue('categories') ?? '')
  const cancelled =
    CANCELLED.test(status) || event.component.getFirstPropertyValue('status') === 'CANCELLED'
  for (const start of occurrences(event, reading)) {
    const local = localOf(start, zone).setZone(reading.timezone)
    const day = local.toISODate()!
    if (day < reading.from || day > reading.to) continue
    const ends = local.plus({ minutes })
    if (ends.toISODate() !== day) return add(reading, { code: 'hours', line })
    const times = { starts: local.toFormat('HH:mm'), ends: ends.toFormat('HH:mm') }
    put(reading, { ...words, line, ...times, weekday: weekdayOf(day) }, { day, cancelled })
  }
}

function* occurrences(event: ICAL.Event, { to }: Reading): Generator<ICAL.Time> {
  if (!event.isRecurring()) return yield event.startDate
  const iterator = event.iterator()
  for (let count = 0; count < MOST_OCCURRENCES; count++) {
    const next = iterator.next() as ICAL.Time | undefined
    if (!next || next.toString().slice(0, 10) > to) return
    yield next
  }
}

/** The zone of a time: a name that is known, one that the file describes, the school's where it says none; or nothing. */
function zoneOf(time: ICAL.Time, { timezone }: Reading): string | ICAL.Timezone | undefined {
  const { zone } = time
  const tzid = String((time as { timezone?: string }).timezone ?? zone?.tzid ?? '')
  if (zone === ICAL.Timezone.utcTimezone || tzid === 'UTC' || tzid === 'Z') return 'utc'
  if (IANAZone.isValidZone(tzid)) return tzid
  if (zone && zone !== ICAL.Timezone.localTimezone) return zone
  return tzid && tzid !== 'floating' ? undefined : timezone
}

function localOf(time: ICAL.Time, zone: string | ICAL.Timezone): DateTime {
  const { year, month, day, hour, minute } = time
  if (typeof zone === 'string')
    return DateTime.fromObject({ year, month, day, hour, minute }, { zone })
  return DateTime.fromSeconds(time.toUnixTime())
}

type Found = Omit<ReadLesson, 'weeks' | 'cancelled'>

function put(
  { lessons }: Reading,
  found: Found,
  { day, cancelled }: { day: string; cancelled: boolean }
): void {
  const { groups, teachers, weekday, starts, ends, subject, room } = found
  const names = [...groups, ...teachers].map((one) => one.key)
  const key = JSON.stringify([weekday, starts, ends, subject, room, names])
  const lesson = lessons.get(key) ?? { ...found, weeks: [], cancelled: [] }
  const monday = mondayOf(day)
  if (!lesson.weeks.includes(monday)) lesson.weeks.push(monday)
  if (cancelled) lesson.cancelled.push(day)
  lessons.set(key, lesson)
}
