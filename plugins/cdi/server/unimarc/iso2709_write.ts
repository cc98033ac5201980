import { isControl, type Field, type UnimarcRecord } from './record.ts'

const LABEL = 24
const MOST = 99_999
const MOST_FIELD = 9_999

/**
 * A record in ISO 2709 and UTF-8. What is longer than the format can say is written with the largest number
 * it has, as libraries do: its readers go by the marks.
 */
export function writeIso2709({ label, fields }: UnimarcRecord): Buffer {
  const bodies = fields.map((field) => Buffer.from(`${bodyOf(field)}\x1e`))
  const base = LABEL + fields.length * 12 + 1
  let at = 0
  const entries = fields.map(({ tag }, index) => {
    const { length } = bodies[index]!
    const entry = tag + digits(length, 4, MOST_FIELD) + digits(at, 5, MOST)
    at += length
    return entry
  })
  const total = base + at + 1
  const whole = label.padEnd(LABEL).slice(0, LABEL)
  const head = digits(total, 5, MOST) + whole.slice(5, 12) + digits(base, 5, MOST) + whole.slice(17)
  return Buffer.concat([Buffer.from(`${head}${entries.join('')}\x1e`), ...bodies, END])
}

const END = Buffer.from('\x1d')

function digits(value: number, width: number, most: number): string {
  return String(Math.min(value, most)).padStart(width, '0')
}

function bodyOf(field: Field): string {
  if (isControl(field)) return field.value
  return field.indicators + field.subfields.map(([code, value]) => `\x1f${code}${value}`).join('')
}

/** The record as an export says it: its general data (100$a, positions 26 to 33) name UTF-8. */
export function sayingUtf8(record: UnimarcRecord): UnimarcRecord {
  const fields = record.fields.map((field) => {
    if (isControl(field) || field.tag !== '100') return field
    const subfields = field.subfields.map(([code, value]) =>
      code === 'a' && value.length === 36
        ? ([code, `${value.slice(0, 26)}50      ${value.slice(34)}`] as const)
        : ([code, value] as const)
    )
    return { ...field, subfields }
  })
  return { ...record, fields }
}
