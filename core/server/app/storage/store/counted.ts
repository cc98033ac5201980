import { Readable } from 'node:stream'

/** Raised when a source ends before the bytes it announced. */
export class EndedEarlyError extends Error {
  constructor(
    readonly received: number,
    readonly announced: number
  ) {
    super(`the source ended after ${received} bytes of ${announced}`)
  }
}

/** The source's chunks, each shown to `see`. @throws EndedEarlyError unless there are exactly `size` bytes */
export async function* counted(
  source: AsyncIterable<Buffer>,
  size: number,
  see?: (chunk: Buffer) => void
): AsyncGenerator<Buffer> {
  let received = 0
  for await (const chunk of source) {
    received += chunk.length
    if (received > size) throw new EndedEarlyError(received, size)
    see?.(chunk)
    yield chunk
  }
  if (received < size) throw new EndedEarlyError(received, size)
}

/** As `counted`, as a stream. */
export function countedStream(
  source: AsyncIterable<Buffer>,
  size: number,
  see?: (chunk: Buffer) => void
): Readable {
  return Readable.from(counted(source, size, see), { objectMode: false })
}
