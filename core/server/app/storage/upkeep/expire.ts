import files from '#config/files'
import { audit } from '#app/audit/audit'
import { coreQuery, coreTransaction } from '#app/core_query'
import type { FileRow } from '../file_row.ts'

/**
 * Lets go of a school's uploads that nothing has taken for a day, whole or not; answers how many.
 * One that is being written to now is left alone.
 */
export async function expireUploads(schoolId: string): Promise<number> {
  return coreTransaction(async (trx) => {
    const expired = await coreQuery<{ id: string; plugin: string; was: FileRow['state'] }>(
      `with old as (
         select id, state from core.files
         where school_id = ? and object_id is null and state <> 'gone'
           and created_at < now() - ?::interval and (lease_until is null or lease_until < now())
         for update)
       update core.files f set state = 'gone', gone_at = now() from old
       where f.school_id = ? and f.id = old.id returning f.id, f.plugin, old.state as was`,
      [schoolId, `${files.unattachedHours} hours`, schoolId],
      trx
    )
    for (const { id, plugin, was } of expired) {
      const code = was === 'uploading' ? 'E_FILE_TRUNCATED' : 'E_FILE_UNATTACHED'
      await audit({ schoolId, plugin, action: 'file.expired', object: id, details: { code } }, trx)
    }
    return expired.length
  })
}
