import { decodeIso5426 } from './iso5426.ts'
import type { Encoding } from './record.ts'

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true })
const WINDOWS = new TextDecoder('windows-1252')

export interface Decoded {
  text: string
  encoding: Encoding
  /** Bytes that stand for nothing in that encoding have become U+FFFD. */
  damaged: boolean
}

/**
 * The text of a record's bytes. What the record says of itself (100$a) is often wrong: bytes that are
 * UTF-8 are read so, whatever it says; others by what they look like, then by what it says.
 */
export function decode(bytes: Uint8Array, forced?: Encoding): Decoded {
  if (forced) return as(forced, bytes)
  try {
    return { text: STRICT.decode(bytes), encoding: 'utf-8', damaged: false }
  } catch {
    return as(looksLike(bytes), bytes)
  }
}

function as(encoding: Encoding, bytes: Uint8Array): Decoded {
  const read = { 'utf-8': LENIENT, 'windows-1252': WINDOWS, 'iso-5426': undefined }[encoding]
  const text = read ? read.decode(bytes) : decodeIso5426(bytes)
  return { text, encoding, damaged: text.includes('\ufffd') }
}

/** Marks of ISO 5426 with the letters that they stand before in the languages of our libraries. */
const MARKED: Record<number, string> = {
  ...{ 0xc1: 'aeiou', 0xc2: 'aeiouy', 0xc3: 'aeiou', 0xc4: 'ano', 0xc8: 'aeiouy', 0xc9: 'aeiouy' },
  ...{ 0xca: 'au', 0xcf: 'cersnz', 0xd0: 'cs', 0xd3: 'ae' },
}

/**
 * In ISO 5426 a mark stands before each accented letter; in Windows-1252 the small accented letters of French are 0xE0 to
 * 0xFF, which ISO 5426 hardly uses, and a capital one (École) stands before a letter that takes no mark.
 */
function looksLike(bytes: Uint8Array): Encoding {
  let [marks, letters] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    const next = String.fromCharCode((bytes[at + 1] ?? 0) | 0x20)
    if (byte >= 0xe0) letters++
    else if (MARKED[byte]?.includes(next)) marks++
  }
  if (marks !== letters) return marks > letters ? 'iso-5426' : 'windows-1252'
  return saysIso5426(bytes) ? 'iso-5426' : 'windows-1252'
}

/** Positions 26 to 33 of 100$a name the character sets; `03` is ISO 5426. */
function saysIso5426(bytes: Uint8Array): boolean {
  const general = /\x1fa(\d{8}[ -~]{28})/.exec(WINDOWS.decode(bytes))?.[1] ?? ''
  return [26, 28, 30, 32].some((at) => general.slice(at, at + 2) === '03')
}
