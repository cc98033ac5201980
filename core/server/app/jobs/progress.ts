import type { Progress } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { tell } from '#app/live/bus'

/** Milliseconds between two writings of one run's progress; the last word is always written. */
const BETWEEN = 400

/** Writes and shows how far a run is, no oftener than people can see. */
export function progressOf({ id, accountId }: { id: string; accountId: string | null }) {
  let lastAt = 0
  return async (progress: Progress): Promise<void> => {
    const complete = progress.total !== undefined && progress.done >= progress.total
    if (!complete && Date.now() - lastAt < BETWEEN) return
    lastAt = Date.now()
    // The transaction that ends a run holds its row: what is said in it is heard, and not written.
    await coreQuery(
      `update core.outbox set progress = ?::jsonb
       where id in (select id from core.outbox where id = ? for update skip locked)`,
      [JSON.stringify(progress), id]
    )
    if (accountId) tell([accountId], 'work', { id, state: 'running', ...progress })
  }
}
