import { hasMessage, say, type Locale } from '#app/locales'

/** What a notice says, as it is stored: a kind and its values. */
export interface Said {
  plugin: string
  kind: string
  words: Record<string, string | number>
}

/** The sentence of a notice, in the reader's language. */
export function sentenceOf({ plugin, kind, words }: Said, locale: Locale): string {
  const key = `notifications.${kind}.text`
  return hasMessage(plugin, key) ? say(plugin, locale, key, words) : say(plugin, locale, 'name')
}

/** A mail, ready to leave. */
export interface Words {
  subject: string
  body: string
  html: string
}

export interface MailParts {
  kind: 'now' | 'daily' | 'weekly' | 'address'
  locale: Locale
  /** Who writes: the school's name, or that of the site. */
  place: string
  sentences: readonly string[]
  /** How many more there were. */
  more: number
}

const LONGEST_SUBJECT = 150

/**
 * A mail says what happened in one line each, and that one opens Préau as usual: no link, no picture,
 * nothing but titles. A mail that asks to follow a link cannot be ours.
 */
export function wordsOf({ kind, locale, place, sentences, more }: MailParts): Words {
  const t = (key: string, values: Record<string, string | number> = {}) =>
    say('core', locale, `mail.${key}`, values)
  const count = sentences.length + more
  const lines = [...sentences, ...(more ? [t('more', { count: more })] : [])].map(oneLine)
  const text = lines[0] ?? ''
  const subject = oneLine(t(`subject.${kind}`, { place, text, count })).slice(0, LONGEST_SUBJECT)
  const intro = t(`intro.${kind}`, { place, count })
  const ends = [t('how'), t(kind === 'address' ? 'not-you' : 'choose')]
  const body = [intro, lines.map((line) => `- ${line}`).join('\n'), ...ends]
  return {
    subject,
    body: `${body.filter(Boolean).join('\n\n')}\n`,
    html: htmlOf({ locale, subject, intro, lines, ends }),
  }
}

interface HtmlParts {
  locale: Locale
  subject: string
  intro: string
  lines: readonly string[]
  ends: readonly string[]
}

function htmlOf({ locale, subject, intro, lines, ends }: HtmlParts): string {
  const list = lines.map((line) => `<li style="margin:0 0 8px">${escaped(line)}</li>`).join('')
  const foot = ends.map((end) => `<p style="margin:0 0 8px">${escaped(end)}</p>`).join('')
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font-family:sans-serif;font-size:17px;line-height:1.5;color:#181b18;background:#ffffff">
<main style="max-width:36em;margin:0 auto;padding:16px">
<h1 style="font-size:20px;margin:0 0 16px">${escaped(intro)}</h1>
${list ? `<ul style="margin:0 0 24px;padding-left:20px">${list}</ul>` : ''}
<footer style="border-top:1px solid #8d8b80;padding-top:16px">${foot}</footer>
</main></body></html>
`
}

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => MARKS[mark] ?? mark)
}

/** A value written by somebody must not begin another line of a mail, nor another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
