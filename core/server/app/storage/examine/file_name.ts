import { Failure } from '#app/failure'

/** Characters of a name, at most: short enough for every file system, once encoded. */
const LONGEST = 120
/** Slashes, control characters, and those that turn or hide what is written: bidi marks, zero width, byte order mark. */
const UNWANTED = /[/\\\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/u
const LONE_SURROGATE = /\p{Cs}/u
/** Names that Windows keeps for itself, whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * The name under which a file is kept and given back: composed (NFC), trimmed, without trailing dots, shortened before its extension.
 * @throws E_FILE_NAME (422) when it holds a path, control or direction characters, or nothing
 */
export function fileName(given: string): string {
  if (UNWANTED.test(given) || LONE_SURROGATE.test(given)) throw new Failure('E_FILE_NAME', 422)
  const name = given
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[. ]+$/u, '')
  if (!name || RESERVED.test(name)) throw new Failure('E_FILE_NAME', 422)
  return shortened(name)
}

function shortened(name: string): string {
  const letters = [...name]
  if (letters.length <= LONGEST) return name
  const extension = [...extensionOf(name)]
  const dot = extension.length && extension.length < 10 ? ['.', ...extension] : []
  return [...letters.slice(0, LONGEST - dot.length - 1), '…', ...dot].join('')
}

/** `Photo de classe.JPG` → `jpg`; empty when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

/** The name with another extension, in the place of `old` ones it knows, else after it. */
export function withExtension(name: string, extension: string, old: ReadonlySet<string>): string {
  const known = old.has(extensionOf(name))
  const base = known ? name.slice(0, name.lastIndexOf('.')) : name
  return shortened(`${base}.${extension}`)
}
