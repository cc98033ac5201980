import { createHash } from 'node:crypto'
import type { Column } from './catalogue.ts'

/** The same words, the same id: a UUID (version 8) made of them. */
export function idOf(...words: (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('/')).digest('hex').slice(0, 32)
  const whole = `${hex.slice(0, 12)}8${hex.slice(13, 16)}a${hex.slice(17)}`
  return whole.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What any column of a type takes; undefined for a type that we do not know. `seed` tells rows apart. */
export function valueFor({ type, choices }: Column, seed: string, number: number): unknown {
  if (choices.length) return choices[0]
  const base = type.replace(/\(.*\)/, '')
  if (type.endsWith('[]')) return []
  const [, length] = /^char.*\((\d+)\)$/.exec(type) ?? []
  if (length) return seed.slice(-Number(length)).padEnd(base === 'character' ? Number(length) : 0)
  return BY_TYPE[base]?.(seed, number)
}

const now = () => new Date().toISOString()
const text = (seed: string) => seed
const count = (_: string, number: number) => number

const BY_TYPE: Record<string, (seed: string, number: number) => unknown> = {
  ...{ text, 'character varying': text, citext: text },
  ...{ smallint: count, integer: count, bigint: count, numeric: count, real: count },
  'double precision': count,
  boolean: () => false,
  uuid: (seed) => idOf(seed),
  ...{ 'timestamp with time zone': now, 'timestamp without time zone': now, date: now },
  ...{ 'time without time zone': () => '08:00', interval: () => '1 hour' },
  json: (seed) => JSON.stringify({ text: seed }),
  jsonb: (seed) => JSON.stringify({ text: seed }),
  bytea: (seed) => Buffer.from(seed),
  ...{ daterange: () => '[2026-09-01,2026-09-08)', tstzrange: () => '[2026-09-01,2026-09-08)' },
  ...{ inet: () => '127.0.0.1' },
}
