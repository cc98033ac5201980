const MOST_WORDS = 8
const LONGEST_WORD = 60

/** Small letters without accents: « Éléve » and « eleve » are one word. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toLowerCase()
}

/** What is sought, as a PostgreSQL query in which each word is a beginning; null when there is no word. */
export function searchQuery(text: string): string | null {
  const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
  const beginnings = words.slice(0, MOST_WORDS).map((word) => `${word.slice(0, LONGEST_WORD)}:*`)
  return beginnings.length ? beginnings.join(' & ') : null
}

/** The pattern of a name that contains the text; `%` and `_` are themselves. */
export function nameLike(text: string): string {
  return `%${fold(text.trim())
    .slice(0, LONGEST_WORD)
    .replace(/[\\%_]/g, '\\$&')}%`
}

/** A member's name folded as `fold` does, in SQL. */
export const foldedName = (member: string) =>
  `lower(regexp_replace(normalize(${member}.display_name, NFD), '[\\u0300-\\u036f]', '', 'g'))`
