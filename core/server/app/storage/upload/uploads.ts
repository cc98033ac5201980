import { readFiles, type FileRow } from '../file_row.ts'
import type { Ground } from './ground.ts'

/** An upload of the member, for this table, that nothing has taken yet. */
export async function uploadOf(ground: Ground, id: string): Promise<FileRow | undefined> {
  const [file] = await readFiles(
    `school_id = ? and id = ? and plugin = ? and object_table = ? and owner_id = ? and object_id is null and state <> 'gone'`,
    [ground.schoolId, id, ground.plugin, ground.table, ground.memberId]
  )
  return file
}

/** An upload as its sender's page sees it. */
export function shownUpload({ id, name, size, type, state }: FileRow) {
  return { id, name, size, type, state }
}
