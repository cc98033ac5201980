import {
  controlOf,
  fieldsOf,
  firstOf,
  textsOf,
  type DataField,
  type UnimarcRecord,
} from '../unimarc/record.ts'
import { fold, tellingWords, wordsOf } from './fold.ts'
import { isbn13 } from './isbn.ts'
import { supportOf, type Support } from './support.ts'

/** What people see of a record, and what it is found by: read from its fields, never the other way round. */
export interface Description {
  title: string
  subtitle: string
  /** As on the title page: « Jules Verne ; ill. de Riou ». */
  responsibility: string
  /** « Verne, Jules », authors first. */
  authors: string[]
  publisher: string
  year: number | null
  collection: string
  extent: string
  language: string
  summary: string
  subjects: string[]
  classification: string
  support: Support
  /** A letter of UNIMARC's 100$a: a, b, c, d, e, k, m; empty where it is not said. */
  level: string
  isbn: string | null
  url: string | null
  /** For order: without the article that is not sorted, folded. */
  sortTitle: string
  /** By which the same record is known again: the surest first. */
  keys: string[]
}

const SHORT = 500
const LONG = 5000
const MANY = 40

/** Describes a record. */
export function describe(record: UnimarcRecord): Description {
  const [title = {} as Partial<DataField>] = fieldsOf(record, '200')
  const field = { tag: '200', indicators: '  ', subfields: title.subfields ?? [] }
  const text = (tag: string, code: string) => clean(firstOf(record, tag, code) ?? '')
  const authors = authorsOf(record)
  const year = yearOf(record)
  const isbns = isbnsOf(record)
  const named = titleOf(field)
  return {
    title: named,
    subtitle: joined(field, ['e'], ' : '),
    responsibility: joined(field, ['f', 'g'], ' ; '),
    authors,
    publisher: publisherOf(record),
    year,
    collection: text('225', 'a') || text('461', 't') || text('463', 't'),
    extent: joined(fieldsOf(record, '215')[0], ['a', 'c', 'd'], ' ; '),
    language: text('101', 'a').slice(0, 3),
    summary: clean(firstOf(record, '330', 'a') ?? '', LONG),
    subjects: subjectsOf(record),
    classification: text('676', 'a') || text('686', 'a'),
    support: supportOf(record),
    level: levelOf(record),
    isbn: isbns[0] ?? null,
    url: urlOf(record),
    sortTitle: fold(withoutArticle(field) || named).slice(0, 200),
    keys: keysOf({ record, isbns, title: named, authors, year }),
  }
}

/** A text without the marks of what is not sorted (U+0098 U+009C, and U+0088 U+0089 where an export left them). */
function clean(text: string, most = SHORT): string {
  return text
    .replace(/[\u0000-\u001f\u0080-\u009f]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[,;:/\s]+/, '')
    .trim()
    .slice(0, most)
}

function joined(field: DataField | undefined, codes: readonly string[], by: string): string {
  const parts = (field?.subfields ?? []).flatMap(([code, value]) =>
    codes.includes(code) && clean(value) ? [clean(value)] : []
  )
  return clean(parts.join(by))
}

/** 200$a; each further $a is another work of the same volume; $h and $i are the part's number and name. */
function titleOf(field: DataField): string {
  const works = joined(field, ['a'], ' ; ')
  const part = joined(field, ['h', 'i'], ', ')
  return [works, part].filter(Boolean).join('. ') || '?'
}

function withoutArticle(field: DataField): string {
  const whole = textsOf(field, 'a')[0] ?? ''
  return clean(whole.replace(/[\u0098\u0088][^\u009c\u0089]*[\u009c\u0089]/g, ''))
}

function authorsOf(record: UnimarcRecord): string[] {
  const people = fieldsOf(record, '700', '701', '702').map((field) => {
    const [name = ''] = textsOf(field, 'a')
    const [given = ''] = textsOf(field, 'b')
    return [clean(name), clean(given)].filter(Boolean).join(', ')
  })
  const bodies = fieldsOf(record, '710', '711', '712').map((field) =>
    joined(field, ['a', 'b'], '. ')
  )
  return [...new Set([...people, ...bodies])].filter(Boolean).slice(0, MANY)
}

/** 214 with second indicator 0 (publication), else 210. */
function publisherOf(record: UnimarcRecord): string {
  const published = fieldsOf(record, '214').filter(({ indicators }) => indicators[1] === '0')
  const [field] = [...published, ...fieldsOf(record, '210', '214', '219')]
  return joined(field, ['c'], ', ')
}

/** « impr. 1972 », « DL 2010 », « [1947] »; else what the general data say. */
function yearOf(record: UnimarcRecord): number | null {
  const published = fieldsOf(record, '214').filter(({ indicators }) => indicators[1] === '0')
  const dates = [...published, ...fieldsOf(record, '210', '214', '219')].flatMap((field) =>
    textsOf(field, 'd')
  )
  const general = firstOf(record, '100', 'a')?.slice(9, 13) ?? ''
  const year = [...dates, general].flatMap((date) => /(?<!\d)\d{4}(?!\d)/.exec(date) ?? [])[0]
  return year && Number(year) >= 1000 && Number(year) <= 2999 ? Number(year) : null
}

function subjectsOf(record: UnimarcRecord): string[] {
  const tags = ['600', '601', '602', '604', '605', '606', '607', '608', '610']
  const chains = fieldsOf(record, ...tags).flatMap((field) =>
    field.tag === '610'
      ? textsOf(field, 'a').map((text) => clean(text))
      : [joined(field, ['a', 'b', 'x', 'y', 'z'], ' – ')]
  )
  return [...new Set(chains)].filter(Boolean).slice(0, MANY)
}

function levelOf(record: UnimarcRecord): string {
  const level = firstOf(record, '100', 'a')?.[17] ?? ''
  return /[abcdekm]/.test(level) ? level : ''
}

function isbnsOf(record: UnimarcRecord): string[] {
  const texts = fieldsOf(record, '010', '073').flatMap((field) => textsOf(field, 'a'))
  return [...new Set(texts.flatMap((text) => isbn13(text) ?? []))].slice(0, MANY)
}

function urlOf(record: UnimarcRecord): string | null {
  const urls = fieldsOf(record, '856').flatMap((field) => textsOf(field, 'u'))
  const safe = urls.map((url) => url.trim()).find((url) => /^https:\/\/\S+$/.test(url))
  return safe && URL.canParse(safe) ? safe.slice(0, 2000) : null
}

interface Known {
  record: UnimarcRecord
  isbns: readonly string[]
  title: string
  authors: readonly string[]
  year: number | null
}

/** ARK, ISBN and EAN, then title, author and year: what two records of the same edition share. */
function keysOf({ record, isbns, title, authors, year }: Known): string[] {
  const texts = [controlOf(record, '003') ?? '', controlOf(record, '009') ?? '']
  const ark = texts.flatMap((text) => /ark:\/\d{5}\/[0-9a-z]+/i.exec(text)?.[0] ?? [])[0]
  const [author = ''] = authors
  const same = [wordsOf(title).join(' '), tellingWords(author)[0] ?? '', year ?? ''].join('|')
  const keys = isbns.map((isbn) => `ean:${isbn}`)
  return [...(ark ? [ark.toLowerCase()] : []), ...keys, `title:${same.slice(0, 300)}`]
}
