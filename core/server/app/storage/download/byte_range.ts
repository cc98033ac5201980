import type { ByteRange } from '../store/index.ts'

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * The one range that a request asks of a file of `size` bytes: undefined for the whole (no range, several, or one that we do not read),
 * `unsatisfiable` when it begins beyond the end (RFC 9110 §14).
 */
export function byteRange(
  header: string | undefined,
  size: number
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = RANGE.exec(header ?? '') ?? []
  if (!first && !last) return undefined
  if (!first) {
    const length = Math.min(Number(last), size)
    return length ? { start: size - length, end: size - 1 } : 'unsatisfiable'
  }
  const start = Number(first)
  if (start >= size) return 'unsatisfiable'
  const end = last ? Math.min(Number(last), size - 1) : size - 1
  return start <= end ? { start, end } : undefined
}
