import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const FILES = ['core/server/locales', 'admin/*/src/locales', 'admin/*/locales', 'plugins/*/locales']
const SHORTEST = 6
/** A call of the translator with a key that stands there in full. */
const ASKED = /\bt\(\s*(['"`])([\w-]+(?:\.[\w-]+)+)\1/g
/** What of a message is ICU's own: `count, plural, one `. */
const SYNTAX = /^\s*(\w+|=\d+)(\s*,\s*(plural|select|number|date|time)\s*,.*)?\s*$/s

type Tree = { [key: string]: string | Tree }

/** Every message of the core, the pages and the plugins in a language, by its key. */
function messages(locale: string): [string, string][] {
  return FILES.flatMap((folder) => globSync(`${folder}/${locale}.json`, { cwd: ROOT })).flatMap(
    (file) => flatten(JSON.parse(readFileSync(join(ROOT, file), 'utf8')))
  )
}

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`)
  )
}

/** The pieces of a message that are shown as they stand. */
function pieces(message: string): string[] {
  if (!/[{}]/.test(message)) return [message]
  return message.split(/[{}#]/).filter((piece) => !SYNTAX.test(piece))
}

/** The keys that the components of a folder ask for by their full name; no folder: none. */
export function askedKeys(folder: string): string[] {
  const keys = globSync('**/*.{vue,ts}', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(ASKED)].map(([, , key = '']) => key)
  )
  return [...new Set(keys)]
}

/** What a page must not show: keys in place of sentences. */
export function rawKeys(): string[] {
  return messages('fr').flatMap(([key]) => (key.includes('.') ? [key] : []))
}

/** The pieces of sentences that one language has and another has not. */
export function wordsOnlyIn(language: string, other: string): string[] {
  const others = messages(other)
    .map(([, message]) => message)
    .join('\n')
  const own = messages(language).flatMap(([, message]) => pieces(message).map((one) => one.trim()))
  return [...new Set(own)].filter((one) => one.length >= SHORTEST && !others.includes(one))
}
