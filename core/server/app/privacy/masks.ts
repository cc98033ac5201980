import type { Json } from '@preau/kit/server'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A letter, as the beginning or the end of a word in French. */
const LETTER = '\\p{L}\\p{N}'

/** People other than the one an archive is about: their ids and their names as shown. */
export interface Others {
  ids: ReadonlySet<string>
  names: readonly string[]
}

/** The ids that a value holds anywhere: those that may be somebody's. */
export function idsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (UUID.test(value)) found.add(value)
  } else if (Array.isArray(value)) for (const one of value) idsIn(one, found)
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) idsIn(one, found)
  return found
}

/**
 * The value with other people masked: each of their ids becomes « personne 1 », « personne 2 »,
 * the same all through one archive, and so do their names as shown, wherever they stand in a text.
 */
export function maskOthers(value: unknown, others: Others, known: Map<string, string>): Json {
  const pattern = others.names.length
    ? new RegExp(`(?<![${LETTER}])(?:${others.names.map(escape).join('|')})(?![${LETTER}])`, 'gu')
    : undefined
  const pseudonym = (key: string) => {
    const found = known.get(key) ?? `personne ${known.size + 1}`
    known.set(key, found)
    return found
  }
  const mask = (one: unknown): Json => {
    if (typeof one === 'string')
      return others.ids.has(one) ? pseudonym(one) : pattern ? one.replace(pattern, pseudonym) : one
    if (Array.isArray(one)) return one.map(mask)
    if (typeof one === 'object' && one !== null)
      return Object.fromEntries(Object.entries(one).map(([key, part]) => [key, mask(part)]))
    return (one ?? null) as Json
  }
  return mask(JSON.parse(JSON.stringify(value ?? null)))
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
