import type { DataField, Field, Subfield, UnimarcRecord } from '../unimarc/record.ts'
import { describe, type Description } from './describe.ts'
import { typeOf, type Support } from './support.ts'

/** What is typed on the short form; the same words as `Description`. */
export interface ShortForm {
  title: string
  subtitle: string
  authors: string[]
  publisher: string
  year: number | null
  isbn: string | null
  collection: string
  extent: string
  summary: string
  subjects: string[]
  classification: string
  support: Support
  level: string
  language: string
}

/** Some words of the form, with the fields in which they stand. */
interface Part {
  words: readonly (keyof ShortForm)[]
  tags: readonly string[]
  write(form: ShortForm, now: Date): DataField[]
}

const PARTS: readonly Part[] = [
  { words: ['isbn'], tags: ['010', '073'], write: ({ isbn }) => data('010', '  ', ['a', isbn]) },
  {
    words: ['year', 'level'],
    tags: ['100'],
    write: (form, now) => data('100', '  ', ['a', generalData(form, now)]),
  },
  {
    words: ['language'],
    tags: ['101'],
    write: ({ language }) => data('101', '0 ', ['a', language || 'fre']),
  },
  {
    words: ['title', 'subtitle'],
    tags: ['200'],
    write: ({ title, subtitle, authors }) =>
      data('200', '1 ', ['a', title], ['e', subtitle], ['f', authors.map(inOrder).join(', ')]),
  },
  {
    words: ['publisher', 'year'],
    tags: ['210', '214', '219'],
    write: ({ publisher, year }) =>
      data('214', ' 0', ['c', publisher], ['d', year === null ? '' : String(year)]),
  },
  { words: ['extent'], tags: ['215'], write: ({ extent }) => data('215', '  ', ['a', extent]) },
  {
    words: ['collection'],
    tags: ['225', '461'],
    write: ({ collection }) => data('225', '  ', ['a', collection]),
  },
  { words: ['summary'], tags: ['330'], write: ({ summary }) => data('330', '  ', ['a', summary]) },
  {
    words: ['subjects'],
    tags: ['600', '601', '602', '604', '605', '606', '607', '608', '610'],
    write: ({ subjects }) => subjects.flatMap((subject) => data('610', '0 ', ['a', subject])),
  },
  {
    words: ['classification'],
    tags: ['676'],
    write: ({ classification }) => data('676', '  ', ['a', classification]),
  },
  {
    words: ['authors'],
    tags: ['700', '701', '702', '710', '711', '712'],
    write: ({ authors }) => authors.flatMap(authorField),
  },
]

/**
 * The UNIMARC record that a filled form says. On a record that exists, only the fields of what was changed are
 * written anew: all others stay as they were, to the letter.
 */
export function compose(form: ShortForm, now: Date, before?: UnimarcRecord): UnimarcRecord {
  const shown = before && describe(before)
  const changed = PARTS.filter(
    ({ words }) => !shown || words.some((word) => differs(form, shown, word))
  )
  const gone = new Set(changed.flatMap(({ tags }) => tags))
  const kept = before?.fields.filter(({ tag }) => !gone.has(tag)) ?? source(now)
  const written: Field[] = changed.flatMap(({ write }) => write(form, now))
  const fields = written.length
    ? [...kept, ...written].sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0))
    : kept
  return { label: labelOf(form, before, shown), fields }
}

function differs(form: ShortForm, shown: Description, word: keyof ShortForm): boolean {
  return JSON.stringify(form[word]) !== JSON.stringify(shown[word])
}

function labelOf({ support }: ShortForm, before?: UnimarcRecord, shown?: Description): string {
  if (before && shown?.support === support) return before.label
  const level = support === 'serial' ? 's' : support === 'article' ? 'a' : 'm'
  const label = before?.label ?? '00000nam  2200000   450 '
  return label.slice(0, 6) + typeOf(support) + level + label.slice(8)
}

/** Who made the record. */
function source(now: Date): Field[] {
  return data('801', ' 0', ['a', 'FR'], ['b', 'Préau'], ['c', dateOf(now)])
}

/** A field of the subfields that are filled; none when none is. */
function data(
  tag: string,
  indicators: string,
  ...subfields: (readonly [string, string | null])[]
): DataField[] {
  const filled = subfields.flatMap(([code, value]): Subfield[] => (value ? [[code, value]] : []))
  return filled.length ? [{ tag, indicators, subfields: filled }] : []
}

/** « Verne, Jules »: entry element and other part of a name; function 070, author. */
function authorField(author: string, at: number): DataField[] {
  const [name = '', ...given] = author.split(',').map((part) => part.trim())
  return data(at ? '701' : '700', ' 1', ['a', name], ['b', given.join(', ')], ['4', '070'])
}

function inOrder(author: string): string {
  const [name = '', given = ''] = author.split(',').map((part) => part.trim())
  return [given, name].filter(Boolean).join(' ')
}

function dateOf(now: Date): string {
  return now.toISOString().slice(0, 10).replaceAll('-', '')
}

/** 100$a, 36 characters: date entered, kind and date of publication, audience, language of cataloguing, UTF-8, Latin. */
function generalData({ year, level }: ShortForm, now: Date): string {
  const published = `${year === null ? 'u' : 'd'}${String(year ?? '').padEnd(4)}    `
  return `${dateOf(now)}${published}${(level || 'u').padEnd(3)}y0frey50      ba`
}
