import { hasMessage, say, type Locale } from '#app/locales'

/** One value that does not pass, as vine names it. */
export interface BrokenRule {
  field: string
  message: string
  rule: string
  meta?: Record<string, unknown>
}

/** The sentence for a broken rule; a general one for a rule that we have no words for. */
export function brokenSentence({ rule, meta = {} }: BrokenRule, locale: Locale): string {
  const key = `validation.${rule}`
  if (!hasMessage('core', key)) return say('core', locale, 'errors.E_VALIDATION')
  const values = Object.entries(meta).map(([name, value]) => [name, Number(value)] as const)
  return say('core', locale, key, Object.fromEntries(values))
}

/** Broken rules as an answer carries them: the field, and a sentence in the caller's language. */
export function inWords(
  rules: readonly BrokenRule[],
  locale: Locale
): { field: string; message: string }[] {
  return rules.map((one) => ({ field: one.field, message: brokenSentence(one, locale) }))
}
