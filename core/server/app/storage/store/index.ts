import app from '@adonisjs/core/services/app'
import { place } from '#config/drive'
import { DiskStore } from './disk_store.ts'
import type { FileStore } from './file_store.ts'
import { S3Store } from './s3_store.ts'

let opened: FileStore | undefined

/** The store of this installation, as its environment says. */
export async function fileStore(): Promise<FileStore> {
  if (opened) return opened
  const drive = await app.container.make('drive.manager')
  const disk = drive.use('files')
  opened =
    place.kind === 's3'
      ? new S3Store(disk, place.client, place.bucket)
      : new DiskStore(disk, place.folder)
  return opened
}

export type { ByteRange, FileStore, Partial, StoredPart } from './file_store.ts'
export { EndedEarlyError } from './counted.ts'
