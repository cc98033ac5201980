import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import { coreQuery } from '#app/core_query'
import { changeFile, markGone, type FileRow } from '../file_row.ts'
import { fileStore, type StoredPart } from '../store/index.ts'
import { deleteBytes } from '../upkeep/delete_gone.ts'
import type { Ground } from './ground.ts'
import type { Lease } from './lease.ts'
import { guess, withHead } from './receive.ts'
import { uploadOf } from './uploads.ts'

/** What one request of the tus protocol works on. */
export interface Handling {
  ground: Ground
  /** Bytes of its body. */
  length: number
  /** The upload that its address names, or that it has made. */
  file?: FileRow
  lease?: Lease
  /** What is being written: the lease is not given back before. */
  writing?: Promise<unknown>
}

/**
 * The tus server's view of `core.files` and of the store. What is known of an
 * upload stands in its row alone: any process takes up what another began.
 */
export class ResumableStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination']

  constructor(private readonly handling: Handling) {
    super()
  }

  /** The row is there since the upload was named: only the store is told. */
  override async create(upload: Upload): Promise<Upload> {
    const file = this.handling.file!
    const store = await fileStore()
    await changeFile(file, ['uploading'], { multipart: await store.begin(file.key) })
    return upload
  }

  override async getUpload(id: string): Promise<Upload> {
    const file = await this.#file(id)
    const offset = file.state === 'uploading' ? file.received : file.size
    return new Upload({
      ...{ id, size: file.size, offset, creation_date: file.createdAt.toISOString() },
    })
  }

  override write(source: Readable, id: string, offset: number): Promise<number> {
    const writing = this.#write(source, id, offset)
    this.handling.writing = writing.catch(() => undefined)
    return writing
  }

  async #write(source: Readable, id: string, offset: number): Promise<number> {
    const file = await this.#file(id)
    const store = await fileStore()
    const { ground, lease, length } = this.handling
    let bytes: AsyncIterable<Buffer> = source
    if (offset === 0) {
      const { head, whole } = await withHead(source)
      await guess(ground, head, file.name)
      bytes = whole
    }
    const { received, part } = await store.append(file, lease!.during(bytes), length)
    await this.#note(file, received, part)
    return received
  }

  override async remove(id: string): Promise<void> {
    const file = await this.#file(id)
    await markGone(file)
    await deleteBytes(file)
  }

  /** Only the request that holds the lease may say how far the upload is. */
  async #note({ schoolId, id }: FileRow, received: number, part: StoredPart | undefined) {
    const noted = await coreQuery(
      `update core.files set received = ?, parts = parts || ?::jsonb
       where school_id = ? and id = ? and state = 'uploading' and lease = ? returning id`,
      [
        ...[received, JSON.stringify(part ? [part] : [])],
        ...[schoolId, id, this.handling.lease!.token],
      ]
    )
    if (!noted.length) throw ERRORS.ABORTED
  }

  async #file(id: string): Promise<FileRow> {
    const file = await uploadOf(this.handling.ground, id)
    if (!file) throw ERRORS.FILE_NOT_FOUND
    return file
  }
}
