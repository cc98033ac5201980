import { writeIso2709 } from '../server/unimarc/iso2709_write.ts'
import type { Field, UnimarcRecord } from '../server/unimarc/record.ts'

/** A book of a test, as much of it as matters. */
export interface Book {
  title: string
  author?: [name: string, given: string]
  isbn?: string
  year?: number
  subject?: string
  /** Barcodes of its copies (995$f). */
  barcodes?: string[]
}

/** A small UNIMARC record, as libraries make them. */
export function recordOf({
  title,
  author,
  isbn,
  year,
  subject,
  barcodes = [],
}: Book): UnimarcRecord {
  const fields: Field[] = [
    ...(isbn ? [data('010', ['a', isbn])] : []),
    data('100', ['a', `20261125d${year ?? 2000}    d  y0frey50      ba`]),
    data('200', ['a', title]),
    data('214', ['c', 'Éditeur'], ['d', String(year ?? 2000)], ' 0'),
    ...(subject ? [data('606', ['a', subject])] : []),
    ...(author ? [data('700', ['a', author[0]], ['b', author[1]], ' 1')] : []),
    ...barcodes.map((barcode) => data('995', ['f', barcode], ['k', 'R VER'])),
  ]
  return { label: '00000nam  2200000   450 ', fields }
}

function data(tag: string, ...parts: ([string, string] | string)[]): Field {
  const subfields = parts.filter((part): part is [string, string] => Array.isArray(part))
  return { tag, indicators: parts.find((part) => typeof part === 'string') ?? '  ', subfields }
}

/** A file in ISO 2709 of books, or of books with these titles. */
export function isoFile(books: readonly (string | Book)[]): Buffer {
  return Buffer.concat(
    books.map((book) => writeIso2709(recordOf(typeof book === 'string' ? { title: book } : book)))
  )
}
