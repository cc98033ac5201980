import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { fileTypeFromBuffer, fileTypeFromStream } from 'file-type'
import { extensionOf } from './file_name.ts'
import { FORMATS, formatOfType, type Format } from './formats.ts'

/** Bytes at a file's beginning by which its format is told. */
export const HEAD = 64 * 1024

/** What begins a page, a drawing or a feed, once spaces and comments are passed. */
const MARKUP = /^(?:\s|<!--[\s\S]*?-->)*<(?:!doctype|html|head|body|script|svg|iframe|style|\?xml)/i
/** Records in XML: the first element is one of MARCXML's or marcxchange's, or holds some. */
const MARCXML = /<(?:\w+:)?(?:collection|record|searchRetrieveResponse)[\s>]/
/** A label of ISO 2709: its length, then a status, a type and levels. */
const ISO2709 = /^\s*\d{5}[ a-z|][a-z]/
const XML = 'application/xml'
const LEGACY = 'application/x-cfb'
const ZIP = 'application/zip'

/** What a file seems to be; `sure` unless only its whole tells. */
export interface Guess {
  format: Format
  sure: boolean
}

/**
 * What a file is, by its first bytes; its name decides only among texts, and among
 * the old Office formats, which look alike. Undefined for what is never kept.
 */
export async function sniff(head: Buffer, name: string): Promise<Guess | undefined> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  const extension = extensionOf(name)
  const sure = (format: Format | undefined) => format && { format, sure: true }
  if (!found || found.mime === XML || found.mime.startsWith('text/'))
    return sure(recordsOf(head, extension) ?? textOf(head, extension))
  if (found.mime === LEGACY) return sure(FORMATS.find((one) => one.opaque && named(one, extension)))
  // A document in a ZIP usually says what it is at once; some say it further in.
  const inside = FORMATS.find((one) => inZip(one) && named(one, extension))
  if (found.mime === ZIP && inside) return { format: inside, sure: false }
  return sure(formatOfType(found.mime))
}

/** The format of a file that could not be told by its beginning, read as far as needed. */
export async function confirm(
  { format, sure }: Guess,
  read: () => Promise<Readable>
): Promise<Format | undefined> {
  if (sure) return format
  return formatOfType((await typeOf(await read())) ?? ZIP)
}

function named({ extensions }: Format, extension: string): boolean {
  return extensions.includes(extension)
}

function inZip({ kind, opaque, type }: Format): boolean {
  return kind === 'document' && !opaque && type !== 'application/rtf'
}

async function typeOf(whole: Readable): Promise<string | undefined> {
  try {
    const found = await fileTypeFromStream(Readable.toWeb(whole) as ReadableStream<Uint8Array>)
    return found?.mime
  } catch {
    return undefined
  } finally {
    whole.destroy()
  }
}

/** Records for a library have the extension of such a file, and begin as one. */
function recordsOf(head: Buffer, extension: string): Format | undefined {
  const format = FORMATS.find((one) => one.kind === 'records' && named(one, extension))
  const text = head.toString('latin1').replace(/^(?:\xef\xbb\xbf)/, '')
  const begins = format?.type === 'application/marc' ? ISO2709 : MARCXML
  return format && begins.test(text) && !/<(?:html|script|svg)/i.test(text) ? format : undefined
}

/** A text has the extension of one, no null byte (but in UTF-16), and does not begin as a page. */
function textOf(head: Buffer, extension: string): Format | undefined {
  const format = FORMATS.find((one) => one.kind === 'text' && named(one, extension))
  if (!format) return undefined
  const wide = head[0] === 0xff && head[1] === 0xfe
  const text = head.toString(wide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '')
  return MARKUP.test(text) || text.includes('\0') ? undefined : format
}
