import { FeedError } from './feed_error.ts'

/** Turns a file's bytes into text piece by piece. */
export interface PieceDecoder {
  write(bytes: Buffer): string
  end(): string
}

const LATIN = /^(iso-8859-1|latin1|iso_8859-1)$/i

/**
 * The decoder of the encoding which the file's first bytes announce; UTF-8 when they announce none.
 * @throws FeedError when it is neither UTF-8 nor ISO-8859-1 or -15, or when bytes do not decode
 */
export function decoderFor(head: Buffer, file: string): PieceDecoder {
  const announced = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(
    head.toString('latin1').replace(/^ï»¿/, '')
  )
  const encoding = announced?.[1] ?? 'UTF-8'
  if (LATIN.test(encoding)) return { write: (bytes) => bytes.toString('latin1'), end: () => '' }
  if (/^iso-8859-15$/i.test(encoding)) return standard('iso-8859-15', file)
  if (/^utf-?8$/i.test(encoding)) return standard('utf-8', file)
  throw new FeedError('E_AAF_ENCODING', { file, line: 1 }, encoding)
}

function standard(label: string, file: string): PieceDecoder {
  const decoder = new TextDecoder(label, { fatal: true })
  const decode = (bytes?: Buffer) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch {
      throw new FeedError('E_AAF_ENCODING', { file }, `octets invalides, ${label}`)
    }
  }
  return { write: decode, end: () => decode() }
}
