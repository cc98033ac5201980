import { PluginError } from '@preau/kit/server'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { SentFile } from './read_lesson.ts'

/** Bytes of one file, unpacked. */
const LARGEST = 30 * 1024 * 1024
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** Unpacks a file sent as gzip in base64. @throws E_EMPLOI_PACKED (422) when it is none, or larger than 30 MB */
export async function unpack(name: string, content: string): Promise<SentFile> {
  try {
    const packed = Buffer.from(content, 'base64')
    return { name, bytes: await promisify(gunzip)(packed, { maxOutputLength: LARGEST }) }
  } catch (cause) {
    throw new PluginError('E_EMPLOI_PACKED', 422, String(cause), { file: name })
  }
}

/** A text, and whether its encoding was another than it says. */
export interface Decoded {
  text: string
  mistaken: boolean
}

/**
 * The text of a file by what its bytes are, which is not always what it announces: UTF-8 where they are valid UTF-8,
 * else ISO-8859-15, in which every byte is a character.
 */
export function decode(bytes: Buffer): Decoded {
  const announced =
    /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(
      bytes.subarray(0, 300).toString('latin1').replace(/^ï»¿/, '')
    )?.[1] ?? ''
  const latin = /^(iso-8859-15?|latin-?[19]|windows-1252)$/i.test(announced)
  if (latin && !bytes.subarray(0, 3).equals(UTF8_MARK))
    return { text: new TextDecoder('iso-8859-15').decode(bytes), mistaken: false }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), mistaken: latin }
  } catch {
    return { text: new TextDecoder('iso-8859-15').decode(bytes), mistaken: true }
  }
}
