import { SaxesParser, type SaxesTagNS } from 'saxes'
import { refusalOf, type Field, type Reading, type Subfield, type UnimarcRecord } from './record.ts'

/** Characters that one record may hold. */
const LONGEST = 1_000_000
const DEPTH = 30
const AT_ONCE = 64 * 1024

/** A file that is not what it says as a whole: a document type, which nothing here needs, or nested without end. */
export class HostileXml extends Error {}

/**
 * The records of a file in MARCXML, in marcxchange (`mxc`), or in an answer that holds such records: elements are known by their
 * local names. No entity is ever resolved, a document type is refused. Records come as the text is read, `AT_ONCE` by `AT_ONCE`.
 * @throws HostileXml
 */
export function* readMarcXml(text: string): Generator<Reading> {
  const found: Reading[] = []
  const parser = parserInto(found)
  for (let at = 0; at < text.length; at += AT_ONCE) {
    const broken = feed(() => parser.write(text.slice(at, at + AT_ONCE)))
    yield* found.splice(0)
    if (broken) return yield* brokenOff(found, parser.read)
  }
  const broken = feed(() => parser.close())
  yield* found.splice(0)
  if (broken) yield* brokenOff(found, parser.read)
}

function* brokenOff(found: Reading[], read: () => number): Generator<Reading> {
  yield* found
  yield { number: read() + 1, refusal: 'xml', repairs: [], encoding: 'utf-8' }
}

/** Whether the text broke off there. */
function feed(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (error instanceof HostileXml) throw error
    return true
  }
}

/** What is being built while the text is read. */
interface Building {
  label: string
  fields: Field[]
  tag: string
  indicators: string
  subfields: Subfield[]
  code: string
  text: string
  length: number
}

const blank = (): Building => ({
  ...{ label: '', fields: [], tag: '', indicators: '', subfields: [], code: '', text: '' },
  length: 0,
})

function parserInto(found: Reading[]) {
  const sax = new SaxesParser({ xmlns: true, position: false })
  let [number, depth] = [0, 0]
  let building: Building | undefined
  sax.on('doctype', () => {
    throw new HostileXml('a document type')
  })
  sax.on('error', (error) => {
    throw error
  })
  sax.on('opentag', (tag) => {
    if (++depth > DEPTH) throw new HostileXml('nested too deep')
    if (tag.local === 'record' && isMarc(tag)) building = blank()
    else if (building) open(building, tag)
  })
  const add = (text: string) => {
    if (!building) return
    building.length += text.length
    if (building.length <= LONGEST) building.text += text
  }
  sax.on('text', add)
  sax.on('cdata', add)
  sax.on('closetag', (tag) => {
    depth--
    if (!building) return
    if (tag.local !== 'record' || !isMarc(tag)) return close(building, tag)
    found.push(readingOf(building, ++number))
    building = undefined
  })
  return {
    write: (text: string) => sax.write(text),
    close: () => sax.close(),
    read: () => number,
  }
}

/** An answer of SRU has records of its own around those of MARC. */
function isMarc({ uri }: SaxesTagNS): boolean {
  return !/\/srw|sru|zing/i.test(uri)
}

function open(building: Building, { local, attributes }: SaxesTagNS): void {
  building.text = ''
  const value = (name: string) => attributes[name]?.value ?? ''
  if (local === 'controlfield') building.tag = value('tag')
  if (local === 'subfield') building.code = value('code')
  if (local !== 'datafield') return
  const indicator = (name: string) => (value(name) || ' ').slice(0, 1)
  building.tag = value('tag')
  building.indicators = indicator('ind1') + indicator('ind2')
  building.subfields = []
}

function close(building: Building, { local }: SaxesTagNS): void {
  const { tag, text, code, indicators, subfields } = building
  if (local === 'leader') building.label = text
  if (local === 'controlfield') building.fields.push({ tag, value: text })
  if (local === 'subfield') subfields.push([code, text])
  if (local === 'datafield') building.fields.push({ tag, indicators, subfields })
  building.text = ''
}

function readingOf({ label, fields, length }: Building, number: number): Reading {
  const found = { number, repairs: [], encoding: 'utf-8' } as const
  if (length > LONGEST) return { ...found, refusal: 'too-long' }
  if (fields.some(({ tag }) => !/^[0-9A-Za-z]{3}$/.test(tag)))
    return { ...found, refusal: 'directory' }
  const whole = label.length === 24 ? label : wholeLabel(label)
  const record: UnimarcRecord = { label: whole, fields }
  const refusal = refusalOf(record)
  if (refusal) return { ...found, refusal }
  return { ...found, record, repairs: whole === label ? [] : ['label'] }
}

/** A label whose blanks an exchange has run together: status, type and levels are its first letters. */
function wholeLabel(label: string): string {
  const letters = /[acdnop][a-z][acimsn][ 0-2]?/.exec(label)?.[0] ?? 'nam '
  return `00000${letters.padEnd(4)} 2200000   450 `
}
