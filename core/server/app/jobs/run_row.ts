import type { SchoolRef } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { safeMessage } from '#app/watch/errors'

/** A row of the outbox as a worker needs it: the work, its school, and whoever asked for it. */
export interface OutboxRow {
  id: string
  plugin: string
  job: string
  payload: Record<string, never>
  school: SchoolRef | null
  accountId: string | null
  memberId: string | null
}

interface Found extends Omit<OutboxRow, 'school'> {
  school_id: string | null
  uai: string
  name: string
  timezone: string
  locale: string
}

/** Reads the work of a run; undefined when it is done or discarded: there is nothing to do. */
export async function readRow(id: string): Promise<OutboxRow | undefined> {
  const [row] = await coreQuery<Found>(
    `select o.id, o.plugin, o.job, o.payload, o.school_id, s.uai, s.name, s.timezone, s.locale,
       m.account_id as "accountId", o.member_id as "memberId"
     from core.outbox o left join core.schools s on s.id = o.school_id
     left join core.members m on m.school_id = o.school_id and m.id = o.member_id
     where o.id = ? and o.failed_at is null and not o.held`,
    [id]
  )
  if (!row) return undefined
  const { school_id, uai, name, timezone, locale, ...rest } = row
  return { ...rest, school: school_id ? { id: school_id, uai, name, timezone, locale } : null }
}

/** Lets a run wait for its plugin to come back in its school. */
export async function hold(id: string): Promise<void> {
  await coreQuery('update core.outbox set held = true, handed_at = null where id = ?', [id])
}

export async function discard(id: string): Promise<void> {
  await coreQuery('delete from core.outbox where id = ?', [id])
}

/** What is shown of a failure: a code, and the error's words without the values that they may quote. */
function failureOf(error: unknown) {
  const known = error instanceof Error ? error : undefined
  const code = known && 'code' in known ? String(known.code) : (known?.name ?? 'Error')
  return JSON.stringify({ code, message: safeMessage(error).slice(0, 300) })
}

/** Notes a try that failed; the last one leaves the row, shown as failed until somebody decides. */
export async function noteFailure(
  id: string,
  { error, attempts, last }: { error: unknown; attempts: number; last: boolean }
): Promise<void> {
  await coreQuery(
    `update core.outbox set failure = ?::jsonb, attempts = ?, failed_at = case when ?::boolean then now() end where id = ?`,
    [failureOf(error), attempts, last, id]
  )
}
