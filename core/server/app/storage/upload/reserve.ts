import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import files from '#config/files'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { fileName } from '../examine/file_name.ts'
import { readFiles, type FileRow } from '../file_row.ts'
import { measure, type Sender } from '../quotas.ts'
import type { Ground } from './ground.ts'

const MB = 1024 * 1024

/** What is announced of an upload before its first byte. */
export interface Announced {
  name: string
  /** Bytes. */
  size: number
}

/** Megabytes, as a sentence gives them: one decimal. */
export function megabytes(bytes: number): number {
  return Math.round((bytes / MB) * 10) / 10
}

/**
 * Takes the room of an upload before its bytes come: the announced size counts in the quotas at once,
 * and uploads of one school take theirs one after the other, so that two together never exceed it.
 * @throws E_FILE_NAME, E_FILE_EMPTY, E_QUOTA_REACHED, E_FILE_WAITING (422), E_FILE_TOO_LARGE (413)
 */
export async function reserve(ground: Ground, announced: Announced): Promise<FileRow> {
  const name = fileName(announced.name)
  const { size } = announced
  if (size === 0) throw new Failure('E_FILE_EMPTY', 422)
  if (!Number.isSafeInteger(size) || size < 0 || size > ground.largest)
    throw new Failure('E_FILE_TOO_LARGE', 413, { values: { most: megabytes(ground.largest) } })
  return coreTransaction(async (trx) => {
    await assertRoom(ground, size, trx)
    const [row] = await coreQuery<{ id: string }>(
      `insert into core.files (school_id, plugin, object_table, owner_id, account_id, name, size, state, store_key)
       values (?, ?, ?, ?, ?, ?, ?, 'uploading', ?) returning id`,
      [
        ...[ground.schoolId, ground.plugin, ground.table, ground.memberId],
        ground.declaration.of === 'person' ? ground.accountId : null,
        ...[name, size, newKey(ground.schoolId)],
      ],
      trx
    )
    const [file] = await readFiles('school_id = ? and id = ?', [ground.schoolId, row!.id], trx)
    return file!
  })
}

/** A place in the store: the school's folder, and a name that says nothing. */
export function newKey(schoolId: string): string {
  return `${schoolId}/${randomUUID()}`
}

async function assertRoom(sender: Sender, size: number, trx: TransactionClientContract) {
  await coreQuery(
    `select pg_advisory_xact_lock(hashtextextended('files:' || ?::text, 0))`,
    [sender.schoolId],
    trx
  )
  const { rooms, waiting } = await measure(sender, trx)
  if (waiting >= files.waiting)
    throw new Failure('E_FILE_WAITING', 422, { values: { most: files.waiting } })
  for (const { whose, used, limit } of rooms)
    if (used + size > limit) {
      const left = megabytes(Math.max(0, limit - used))
      throw new Failure('E_QUOTA_REACHED', 422, { values: { whose, left } })
    }
}
