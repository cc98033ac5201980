import { readIso2709 } from './iso2709_read.ts'
import { readMarcXml } from './marcxml_read.ts'
import type { Encoding, Reading } from './record.ts'

/**
 * The records of a file, whichever of the formats it is in. An encoding that is named holds for ISO 2709; XML says its own.
 * @throws HostileXml
 */
export function readRecords(bytes: Buffer, forced?: Encoding): Iterable<Reading> {
  const head = bytes.subarray(0, 200).toString('latin1').replaceAll('\0', '')
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*</.test(head)
    ? readMarcXml(xmlText(bytes, head))
    : readIso2709(bytes, forced)
}

/** XML is in what its first line says, and in UTF-8 where it says nothing or something unknown. */
function xmlText(bytes: Buffer, head: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const [, label = 'utf-8'] = /^[^>]*encoding=["']([\w-]+)["']/.exec(head) ?? []
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
