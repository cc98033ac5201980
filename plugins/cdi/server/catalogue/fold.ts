const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' }

/** Words that say nothing of a book; a query made of nothing else keeps them. */
const EMPTY = new Set(
  'a au aux avec ce ces d dans de des du elle en et eux il j l la le les leur lui m n ou par pas pour qu que qui s sa se ses son sur t un une y'.split(
    ' '
  )
)

/** Letters as search sees them: small, without accents, ligatures opened. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[œæßøłđ]/g, (letter) => LIGATURES[letter]!)
}

/** The words of a text, folded, in order, at most 64 characters each. */
export function wordsOf(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 64))
}

/** The words worth searching for. */
export function tellingWords(text: string): string[] {
  const words = wordsOf(text)
  const telling = words.filter((word) => !EMPTY.has(word))
  return telling.length ? telling : words
}
