import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery } from '#app/core_query'
import type { Partial, StoredPart } from './store/index.ts'

/** A row of `core.files`, as the core works on it. */
export interface FileRow extends Partial {
  schoolId: string
  id: string
  plugin: string
  table: string
  ownerId: string | null
  name: string
  size: number
  type: string | null
  state: 'uploading' | 'quarantine' | 'clean' | 'gone'
  thumbnailKey: string | null
  createdAt: Date
}

interface Stored {
  school_id: string
  id: string
  plugin: string
  object_table: string
  owner_id: string | null
  name: string
  size: string
  type: string | null
  state: FileRow['state']
  store_key: string
  thumbnail_key: string | null
  received: string
  multipart: string | null
  parts: StoredPart[]
  created_at: Date
}

const COLUMNS = `school_id, id, plugin, object_table, owner_id, name, size, type, state, store_key, thumbnail_key,
  received, multipart, parts, created_at`

/** Rows of `core.files`: `where` is a condition in SQL, with its values. */
export async function readFiles(
  where: string,
  values: Parameters<typeof coreQuery>[1],
  trx?: TransactionClientContract
): Promise<FileRow[]> {
  const rows = await coreQuery<Stored>(
    `select ${COLUMNS} from core.files where ${where}`,
    values,
    trx
  )
  return rows.map(fileRow)
}

/** What names a file: its school, and its id in it. */
export type FileName = Pick<FileRow, 'schoolId' | 'id'>

/** Changes columns of one file, in one of the states named; false when it is in none of them any more. */
export async function changeFile(
  { schoolId, id }: FileName,
  from: readonly FileRow['state'][],
  columns: Readonly<Record<string, string | number | Buffer | null>>
): Promise<boolean> {
  const names = Object.keys(columns)
  const changed = await coreQuery(
    `update core.files set ${names.map((name) => `${name} = ?`).join(', ')}
     where school_id = ? and id = ? and state = any (?::text[]) returning id`,
    [...Object.values(columns), schoolId, id, [...from]]
  )
  return changed.length > 0
}

/** Takes a file out of sight; its bytes are deleted by whoever deletes those of the gone. */
export async function markGone({ schoolId, id }: FileName): Promise<void> {
  await coreQuery(
    `update core.files set state = 'gone', gone_at = now() where school_id = ? and id = ? and state <> 'gone'`,
    [schoolId, id]
  )
}

function fileRow(row: Stored): FileRow {
  const { id, plugin, name, type, state, multipart, parts } = row
  return {
    ...{ id, plugin, name, type, state, multipart, parts },
    schoolId: row.school_id,
    table: row.object_table,
    ownerId: row.owner_id,
    size: Number(row.size),
    key: row.store_key,
    thumbnailKey: row.thumbnail_key,
    received: Number(row.received),
    createdAt: row.created_at,
  }
}
