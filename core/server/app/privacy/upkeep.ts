import { coreQuery } from '#app/core_query'
import type { CoreRun } from '#app/jobs/core_jobs'
import { fileStore } from '#app/storage/store/index'

/** Deletes archives past their day, and says failed of those that nobody makes any more. */
export async function expireExports(_run: CoreRun): Promise<void> {
  const store = await fileStore()
  const old = await coreQuery<{ id: string; key: string }>(
    `select id, store_key as key from core.exports where state = 'ready' and expires_at < now() limit 500`
  )
  for (const { id, key } of old) {
    await store.delete(key)
    await coreQuery(`update core.exports set state = 'expired', store_key = null where id = ?`, [
      id,
    ])
  }
  await coreQuery(
    `update core.exports e set state = 'failed' where state = 'waiting' and created_at < now() - interval '1 day'
     and not exists (select from core.outbox o where o.payload ->> 'exportId' = e.id::text and o.failed_at is null)`
  )
}

/** Days that a code stays once it is used or past, so that whoever comes late is told so. */
const CODES_KEPT = 30

/** Forgets sessions that are past, and codes used or past long ago. */
export async function forgetSignIns(_run: CoreRun): Promise<void> {
  await coreQuery('delete from core.sessions where expires_at < now()')
  await coreQuery(
    `delete from core.invitations where least(expires_at, used_at) < now() - make_interval(days => ?)`,
    [CODES_KEPT]
  )
}
