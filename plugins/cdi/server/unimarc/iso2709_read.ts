import { decode } from './encoding.ts'
import {
  refusalOf,
  type Encoding,
  type Field,
  type Reading,
  type Refusal,
  type Repair,
  type Subfield,
  type UnimarcRecord,
} from './record.ts'

const LABEL = 24
const ENTRY = 12
const END_OF_FIELD = 0x1e
const END_OF_RECORD = 0x1d
/** Bytes: ten times what the format can say of itself. */
const LONGEST = 1_000_000
const DIGITS = /^\d+$/
const ASCII = new TextDecoder('windows-1252')

/**
 * The records of a file in ISO 2709, one by one, in order. A record ends at its mark (0x1D), whatever length it
 * claims; a directory that lies is replaced by the marks between fields. What cannot be read is refused alone.
 */
export function* readIso2709(bytes: Uint8Array, forced?: Encoding): Generator<Reading> {
  let number = 0
  for (let at = afterPadding(bytes, 0); at < bytes.length;) {
    const mark = bytes.indexOf(END_OF_RECORD, at)
    const end = mark < 0 ? bytes.length : mark + 1
    number++
    if (mark < 0) yield refused(number, 'cut')
    else if (end - at > LONGEST) yield refused(number, 'too-long')
    else yield readRecord(bytes.subarray(at, end), number, forced)
    at = afterPadding(bytes, end)
  }
}

/** Ends of lines, blanks and the like, which some programs put between records. */
function afterPadding(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && (bytes[at]! <= 0x1c || bytes[at] === 0x20)) at++
  return at
}

function refused(number: number, refusal: Refusal): Reading {
  return { number, refusal, repairs: [], encoding: 'utf-8' }
}

function readRecord(bytes: Uint8Array, number: number, forced?: Encoding): Reading {
  const label = ASCII.decode(bytes.subarray(0, LABEL))
  const base = bytes.indexOf(END_OF_FIELD) + 1
  if (bytes.length < LABEL + 2 || !/^[ -~]{24}$/.test(label) || base < LABEL + 1)
    return refused(number, 'label')
  const entries = entriesOf(bytes.subarray(LABEL, base - 1))
  if (!entries) return refused(number, 'directory')
  const repairs = new Set<Repair>()
  if (!claims(label.slice(0, 5), bytes.length, 99_999)) repairs.add('length')
  if (!claims(label.slice(12, 17), base, 99_999)) repairs.add('length')
  const { text, encoding, damaged } = decode(bytes.subarray(base, bytes.length - 1), forced)
  if (damaged) repairs.add('characters')
  const fields = placed(entries, partsOf(text), repairs)
  if (!fields) return { ...refused(number, 'directory'), encoding }
  const record: UnimarcRecord = { label, fields }
  const refusal = refusalOf(record)
  const found = { number, repairs: [...repairs], encoding }
  return refusal ? { ...found, refusal } : { ...found, record }
}

/** Whether five digits say a number, or that it is more than they can say. */
function claims(digits: string, value: number, most: number): boolean {
  return DIGITS.test(digits) && (Number(digits) === value || (value > most && Number(digits) >= 0))
}

interface Entry {
  tag: string
  start: number
}

/** The directory's entries, tag and start; undefined when it is none. */
function entriesOf(directory: Uint8Array): Entry[] | undefined {
  if (directory.length % ENTRY !== 0) return undefined
  const text = ASCII.decode(directory)
  const entries: Entry[] = []
  for (let at = 0; at < text.length; at += ENTRY) {
    const [tag, numbers] = [text.slice(at, at + 3), text.slice(at + 3, at + ENTRY)]
    if (!/^[0-9A-Za-z]{3}$/.test(tag)) return undefined
    entries.push({ tag, start: DIGITS.test(numbers) ? Number(numbers.slice(4)) : NaN })
  }
  return entries
}

/** The fields as their end marks part them; the last mark ends the record's last field. */
function partsOf(text: string): string[] {
  const parts = text.split('\x1e')
  if (parts.at(-1) === '') parts.pop()
  return parts
}

/** Gives each entry its part: in the order of the starts that they name, in their own order where these make no sense. */
function placed(
  entries: readonly Entry[],
  parts: readonly string[],
  repairs: Set<Repair>
): Field[] | undefined {
  if (entries.length !== parts.length) return undefined
  const order = entries.map((_, index) => index)
  const starts = entries.map(({ start }) => start)
  const sound = new Set(starts).size === starts.length && starts.every(Number.isFinite)
  if (sound) order.sort((a, b) => starts[a]! - starts[b]!)
  if (!sound || !follow(order, starts, parts)) repairs.add('directory')
  const fields: Field[] = []
  for (const [place, index] of order.entries())
    fields[index] = fieldOf(entries[index]!.tag, parts[place]!)
  return fields
}

/** Whether the first starts are where the first parts are: beyond 99,999 bytes the format cannot say. */
function follow(
  order: readonly number[],
  starts: readonly number[],
  parts: readonly string[]
): boolean {
  let [at, shortest] = [0, 0]
  return order.every((index, place) => {
    const start = starts[index]!
    const good = start >= shortest && start <= at
    const part = parts[place]!
    // Bytes of the source: one to four for each character, as its encoding has it.
    at += part.length * 4 + 1
    shortest += Math.ceil(part.length / 2) + 1
    return good || start > 90_000
  })
}

function fieldOf(tag: string, part: string): Field {
  if (tag.startsWith('00') && !part.includes('\x1f')) return { tag, value: part }
  const [indicators = '', ...rest] = part.split('\x1f')
  return { tag, indicators, subfields: rest.map(subfieldOf) }
}

function subfieldOf(part: string): Subfield {
  const code = String.fromCodePoint(part.codePointAt(0) ?? 0x20)
  return part ? [code, part.slice(code.length)] : ['', '']
}
