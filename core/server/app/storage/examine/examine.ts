import { createHash } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import files from '#config/files'
import { Failure } from '#app/failure'
import { changeFile, type FileRow } from '../file_row.ts'
import { fileStore, type FileStore } from '../store/index.ts'
import { megabytes, newKey } from '../upload/reserve.ts'
import { scan, ScannerAbsentError, type ScannerAddress } from './clamd.ts'
import { withExtension } from './file_name.ts'
import { KNOWN_EXTENSIONS, type Format } from './formats.ts'

/** Where the antivirus is, when there is one. */
export function scanner(): ScannerAddress | undefined {
  const { host, socket } = files.scanner
  return host || socket ? files.scanner : undefined
}

/** What is known of an upload whose bytes are all there. */
export interface Received {
  format: Format
  /** SHA-256 of what was received; absent when it came in several requests. */
  sha256?: Buffer
}

/**
 * Looks at a file whose bytes are all in the store, and lets it out of quarantine: an
 * antivirus where there is one, a picture drawn anew without metadata, its name given the extension of its content.
 * @throws E_FILE_INFECTED, E_FILE_IMAGE (422), E_FILE_SCAN_LIMIT (413), E_FILE_SCAN_UNAVAILABLE, E_FILE_STORE (503)
 */
export async function examine(file: FileRow, { format, sha256 }: Received): Promise<void> {
  if (!(await changeFile(file, ['uploading'], { state: 'quarantine', received: file.size })))
    throw new Failure('E_FILE_UPLOAD', 422)
  const store = await fileStore()
  const address = scanner()
  const seen = sha256 && !address ? sha256 : await reread(store, file, address)
  if (sha256 && !seen.equals(sha256)) throw new Failure('E_FILE_STORE', 503)
  const drawn = format.kind === 'image' ? await redrawInStore(store, file, format.type) : undefined
  const name = format.extensions.some((one) => file.name.toLowerCase().endsWith(`.${one}`))
    ? file.name
    : withExtension(file.name, format.extensions[0]!, KNOWN_EXTENSIONS)
  const kept = await changeFile(file, ['quarantine'], {
    ...{ state: 'clean', name, type: format.type, sha256: seen, ...drawn?.columns },
  })
  if (!kept) {
    await drawn?.undo()
    throw new Failure('E_FILE_UPLOAD', 422)
  }
  if (drawn) await store.delete(file.key)
}

/** Reads the stored bytes once: their SHA-256, shown to the antivirus as they pass. */
async function reread(
  store: FileStore,
  file: FileRow,
  address: ScannerAddress | undefined
): Promise<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  const shown = new PassThrough()
  const verdict = address ? assertClean(shown, address) : undefined
  verdict?.catch(() => shown.destroy())
  if (!verdict) shown.resume()
  const source = await store.read(file.key)
  try {
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length
          hash.update(chunk)
          yield chunk
        }
      },
      shown
    )
  } catch (error) {
    // What the antivirus said counts before the pipe that it closed.
    await verdict
    throw error
  }
  await verdict
  if (bytes !== file.size) throw new Failure('E_FILE_STORE', 503)
  return hash.digest()
}

async function assertClean(source: Readable, address: ScannerAddress): Promise<void> {
  const verdict = await scan(source, address).catch((cause: unknown) => {
    if (!(cause instanceof ScannerAbsentError)) throw cause
    throw Object.assign(new Failure('E_FILE_SCAN_UNAVAILABLE', 503), { cause })
  })
  if (verdict.is === 'too-large') throw new Failure('E_FILE_SCAN_LIMIT', 413)
  if (verdict.is === 'infected')
    throw new Failure('E_FILE_INFECTED', 422, { values: { signature: verdict.signature } })
}

/** Writes the picture drawn anew beside the one received, which is deleted once the row names the new one. */
async function redrawInStore(store: FileStore, file: FileRow, type: string) {
  const { largest } = files.image
  if (file.size > largest)
    throw new Failure('E_FILE_TOO_LARGE', 413, { values: { most: megabytes(largest) } })
  const { redraw } = await import('./pictures.ts')
  const { bytes, thumbnail } = await redraw(await store.read(file.key), type)
  const key = newKey(file.schoolId)
  const thumbnailKey = newKey(file.schoolId)
  const undo = async () => {
    await store.delete(key)
    await store.delete(thumbnailKey)
  }
  try {
    await store.put(key, Readable.from([bytes]), bytes.length)
    await store.put(thumbnailKey, Readable.from([thumbnail.bytes]), thumbnail.bytes.length)
  } catch (error) {
    await undo().catch(() => undefined)
    throw error
  }
  const columns = {
    ...{ store_key: key, size: bytes.length, received: bytes.length, sha256: digestOf(bytes) },
    ...{ thumbnail_key: thumbnailKey, multipart: null },
    ...{ thumbnail_width: thumbnail.width, thumbnail_height: thumbnail.height },
  }
  return { columns, undo }
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
