import { rowsOf } from '../scope.ts'
import { tellingWords } from './fold.ts'

const MOST_WORDS = 8
const MOST_FORMS = 8

/** What is looked for: SQL that makes the \`tsquery\`, with its values. */
export interface Query {
  sql: string
  values: string[]
  /** What was typed and is no word of the catalogue, with what it was taken for. */
  corrected: { typed: string; taken: string }[]
}

interface Form {
  typed: string
  form: string
  distance: number
  uses: number
}

/**
 * The query of a text: each word by its exact form or its stem; one that the catalogue does not know stands for those that
 * it begins, and for those a letter or two away. \`forced\`: known words too. Undefined where nothing is asked.
 */
export async function queryOf(
  text: string,
  { forced = false, typing = false } = {}
): Promise<Query | undefined> {
  const words = tellingWords(text).slice(0, MOST_WORDS)
  if (!words.length) return undefined
  const swaps = words.flatMap((word) => swapsOf(word).map((swapped) => [word, swapped] as const))
  const forms = await rowsOf<Form>(
    'select typed, form, distance, uses from complete_words(?::text[], ?, ?::text[], ?::text[])',
    [[...new Set(words)], forced, swaps.map(([word]) => word), swaps.map(([, swapped]) => swapped)]
  )
  const last = words.length - 1
  const groups = words.map((word, at) => groupOf(word, forms, typing && at === last))
  return {
    sql: groups.map(() => `(to_tsquery('simple', ?) || to_tsquery('french', ?))`).join(' && '),
    values: groups.flatMap(({ exact, stems }) => [exact, stems]),
    corrected: groups.flatMap(({ corrected }) => corrected),
  }
}

/** A word with each two neighbours swapped: the commonest slip of the fingers. */
function swapsOf(word: string): string[] {
  if (word.length < 3 || word.length > 30) return []
  const swapped = Array.from(
    { length: word.length - 1 },
    (_, at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
  )
  return [...new Set(swapped)].filter((one) => one !== word)
}

function groupOf(word: string, all: readonly Form[], typing: boolean) {
  const near = all.filter(
    ({ typed, form, distance }) => typed === word && distance <= allowed(word, form)
  )
  // two letters wrong are thought of only where no word is one letter away
  const meant = near.filter(({ form }) => form === word || !form.startsWith(word))
  const nearest = Math.max(1, Math.min(...meant.map(({ distance }) => distance)))
  const forms = near
    .filter(({ distance }) => distance <= nearest)
    .sort((a, b) => a.distance - b.distance || b.uses - a.uses)
  const known = forms.some(({ distance }) => distance === 0)
  const taken = forms.slice(0, MOST_FORMS).map(({ form }) => form)
  const exact = [...new Set([word, ...taken])]
  const prefix = typing || !known ? [`${word}:*`] : []
  const [best] = forms.filter(({ form }) => !form.startsWith(word))
  return {
    exact: [...exact, ...prefix].join(' | '),
    stems: exact.join(' | '),
    corrected: !known && best && !typing ? [{ typed: word, taken: best.form }] : [],
  }
}

/** Letters that may be wrong: one in a short word, two in a longer one; a word that only begins so is not wrong. */
function allowed(word: string, form: string): number {
  if (form.startsWith(word)) return 2
  return word.length <= 4 ? 1 : 2
}
