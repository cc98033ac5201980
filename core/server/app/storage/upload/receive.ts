import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { scanner, examine } from '../examine/examine.ts'
import { formatsOf, type Format } from '../examine/formats.ts'
import { confirm, HEAD, sniff, type Guess } from '../examine/sniff.ts'
import { Failure } from '#app/failure'
import type { FileRow } from '../file_row.ts'
import { fileStore } from '../store/index.ts'
import type { Ground } from './ground.ts'
import { reserve, type Announced } from './reserve.ts'
import { asFailure, refuse } from './refusal.ts'

/** The formats that a table takes. */
export function acceptedFormats({ declaration }: Pick<Ground, 'declaration'>): Format[] {
  return formatsOf(declaration.accepts, scanner() !== undefined)
}

/** @throws E_FILE_TYPE (422) when the format is not one that the table takes */
function accepted(ground: Ground, format: Format | undefined): Format {
  if (!format || !acceptedFormats(ground).includes(format)) throw new Failure('E_FILE_TYPE', 422)
  return format
}

/** What an upload seems to be by its beginning. @throws E_FILE_TYPE (422) when its table does not take that */
export async function guess(ground: Ground, head: Buffer, name: string): Promise<Guess> {
  const found = await sniff(head, name)
  accepted(ground, found?.format)
  return found!
}

/** What a stored upload is. @throws E_FILE_TYPE (422) when its table does not take that */
export async function formatOfStored(ground: Ground, file: FileRow, seems: Guess): Promise<Format> {
  const store = await fileStore()
  return accepted(ground, await confirm(seems, () => store.read(file.key)))
}

/**
 * Takes in a file that comes in one request, as it streams: its room first, its nature by its first
 * bytes, its SHA-256 on the way. Kept and clean, or not at all: whatever goes wrong leaves nothing but a line in the audit log.
 * @throws as `reserve` and `examine`; E_FILE_TYPE, E_FILE_TRUNCATED (422), E_FILE_STORE (503)
 */
export async function receive(
  ground: Ground,
  announced: Announced,
  source: Readable
): Promise<string> {
  let file: FileRow | undefined
  try {
    file = await reserve(ground, announced)
    const store = await fileStore()
    const { head, whole } = await withHead(source)
    const seems = await guess(ground, head, file.name)
    const hash = createHash('sha256')
    await store.put(file.key, Readable.from(hashed(whole, hash), { objectMode: false }), file.size)
    const format = await formatOfStored(ground, file, seems)
    await examine(file, { format, sha256: hash.digest() })
    return file.id
  } catch (error) {
    const failure = asFailure(error, source.errored !== null || source.readableAborted)
    await refuse(ground, failure, file)
    throw failure
  }
}

async function* hashed(source: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
}

/** Reads a stream's beginning, and gives it back before the rest. */
export async function withHead(
  source: Readable
): Promise<{ head: Buffer; whole: AsyncGenerator<Buffer> }> {
  // A request that is not read to its end must still be answered.
  const chunks: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false })
  const first: Buffer[] = []
  let length = 0
  while (length < HEAD) {
    const { value, done } = await chunks.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  async function* whole() {
    try {
      yield* first
      for (;;) {
        const { value, done } = await chunks.next()
        if (done) return
        yield value
      }
    } finally {
      await chunks.return?.()
    }
  }
  return { head: Buffer.concat(first).subarray(0, HEAD), whole: whole() }
}
