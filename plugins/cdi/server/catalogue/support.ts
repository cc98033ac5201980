import type { UnimarcRecord } from '../unimarc/record.ts'

/** What a document is. */
export const SUPPORTS = [
  ...(['book', 'serial', 'article', 'score', 'map', 'video', 'sound', 'image'] as const),
  ...(['digital', 'mixed', 'object'] as const),
]

export type Support = (typeof SUPPORTS)[number]

const OF_TYPE: Record<string, Support> = {
  ...{ a: 'book', b: 'book', c: 'score', d: 'score', e: 'map', f: 'map', g: 'video' },
  ...{ i: 'sound', j: 'sound', k: 'image', l: 'digital', m: 'mixed', r: 'object' },
}

/** The support by the label (type, then level): what 200$b says was transcribed, and no longer is. */
export function supportOf({ label }: UnimarcRecord): Support {
  const support = OF_TYPE[label[6] ?? ''] ?? 'book'
  if (support !== 'book') return support
  if (label[7] === 's') return 'serial'
  return label[7] === 'a' ? 'article' : 'book'
}

/** The label's letter of a support; of several, the usual one. */
export function typeOf(support: Support): string {
  return Object.entries(OF_TYPE).find(([, one]) => one === support)?.[0] ?? 'a'
}
