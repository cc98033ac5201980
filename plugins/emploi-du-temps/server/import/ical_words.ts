import type ICAL from 'ical.js'
import type { External, ReadLesson } from './read_lesson.ts'

/** What the words of an event say: its DESCRIPTION by lines, as Pronote writes them, else its title and place. */
export function wordsOf(
  event: ICAL.Event
): Pick<ReadLesson, 'subject' | 'subjectCode' | 'room' | 'groups' | 'teachers'> {
  const said = linesOf(unescape(event.description ?? ''))
  const [title = ''] = unescape(event.summary ?? '').split(' - ')
  const list = (...names: string[]) =>
    names
      .flatMap((name) => (said.get(name) ?? '').split(',').map((one) => one.trim()))
      .filter(Boolean)
  const groups: External[] = [
    ...list('classe', 'classes', 'groupe', 'groupes').map(groupNamed),
    ...list('partie de classe', 'parties de classe').map((name) => ({
      ...groupNamed(name),
      part: true as const,
    })),
  ]
  const teachers = list('professeur', 'professeurs', 'enseignant', 'enseignants').map(
    (name): External => ({ kind: 'teacher', key: `name:${name}`, label: name })
  )
  const room = list('salle', 'salles').join(', ') || unescape(event.location ?? '').trim()
  return { subject: said.get('matière') || title.trim(), subjectCode: '', room, groups, teachers }
}

function groupNamed(name: string): External {
  const bare = name.replaceAll(/^[<[]|[>\]]$/g, '').trim()
  return { kind: 'group', key: bare, label: bare }
}

function linesOf(text: string): Map<string, string> {
  const said = new Map<string, string>()
  for (const line of text.split(/\r?\n|<br\s*\/?>/i)) {
    const [, name, value] = /^\s*([^:]+?)\s*:\s*(.+?)\s*$/.exec(line) ?? []
    if (name && value && !said.has(name.toLowerCase())) said.set(name.toLowerCase(), value)
  }
  return said
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
}

/** Titles come with the escapes of HTML. */
function unescape(text: string): string {
  return text
    .replaceAll(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name]!)
    .replaceAll(/&#(\d{1,5});/g, (_, code: string) => String.fromCodePoint(Number(code)))
}
