import { coreQuery } from '#app/core_query'
import { readFiles, type FileRow } from '../file_row.ts'
import { fileStore } from '../store/index.ts'

const BATCH = 100

/** Deletes a gone file's bytes, its thumbnail's, then its row. May be cut short and run again. @throws what the store throws */
export async function deleteBytes(file: FileRow): Promise<void> {
  const store = await fileStore()
  await store.discard(file)
  if (file.thumbnailKey) await store.delete(file.thumbnailKey)
  await coreQuery(`delete from core.files where school_id = ? and id = ? and state = 'gone'`, [
    file.schoolId,
    file.id,
  ])
}

/** Deletes the bytes of all that is gone, of one school or of all; answers how many files. @throws the store's first failure, once every other was tried */
export async function deleteGone(schoolId?: string, signal?: AbortSignal): Promise<number> {
  let deleted = 0
  let last = ''
  const failures: unknown[] = []
  for (;;) {
    const of = schoolId ? 'school_id = ? and ' : ''
    const batch = await readFiles(
      `${of}state = 'gone' and id::text > ? order by id::text limit ${BATCH}`,
      [...(schoolId ? [schoolId] : []), last]
    )
    for (const file of batch) {
      signal?.throwIfAborted()
      last = file.id
      await deleteBytes(file).then(
        () => deleted++,
        (error: unknown) => failures.push(error)
      )
    }
    if (batch.length < BATCH) break
  }
  if (failures.length) throw failures[0]
  return deleted
}
