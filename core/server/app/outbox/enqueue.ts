import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import type { QueueName } from './connections.ts'
import { nudge } from './nudge.ts'

/** The largest payload, as JSON, in characters. */
const LARGEST = 65_536

/** Work of the core's own, or of a plugin on the core's demand. */
export interface Work {
  schoolId: string | null
  /** @default 'core' */
  plugin?: string
  job: string
  queue: QueueName
  payload?: JsonObject
  memberId?: string
  dueAt?: Date
  dedupeKey?: string
}

/** A payload as it is stored. @throws E_JOB_PAYLOAD (422) when it is not an object of JSON, or too large */
export function payloadJson(payload: unknown): string {
  const text = isPlain(payload) ? JSON.stringify(payload) : undefined
  if (text === undefined || text.length > LARGEST) throw new Failure('E_JOB_PAYLOAD', 422)
  return text
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Writes work in the outbox, in the caller's transaction when there is one; it is handed over after the commit. */
export async function enqueue(work: Work, trx?: TransactionClientContract): Promise<void> {
  await enqueueAll([work], trx)
}

/**
 * As `enqueue`, for several pieces of work in one statement. One that waits under the same key takes
 * the earlier time, and is held until this transaction ends: it sees what this one has written.
 */
export async function enqueueAll(
  works: readonly Work[],
  trx?: TransactionClientContract
): Promise<void> {
  if (!works.length) return
  await coreQuery(
    `insert into core.outbox (school_id, plugin, job, queue, payload, member_id, due_at, dedupe_key)
     select school_id, plugin, job, queue, payload, member_id, coalesce(due_at, now()), dedupe_key
     from jsonb_to_recordset(?::jsonb) as work (school_id uuid, plugin text, job text, queue text,
       payload jsonb, member_id uuid, due_at timestamptz, dedupe_key text)
     on conflict (school_id, plugin, job, dedupe_key) where dedupe_key is not null and failed_at is null
       do update set due_at = least(core.outbox.due_at, excluded.due_at)`,
    [JSON.stringify(works.map(rowOf))],
    trx
  )
  if (trx) trx.after('commit', nudge)
  else nudge()
}

function rowOf({ plugin = 'core', job, queue, payload = {}, ...work }: Work) {
  payloadJson(payload)
  return {
    ...{ plugin, job, queue, payload, school_id: work.schoolId },
    member_id: work.memberId ?? null,
    due_at: work.dueAt?.toISOString() ?? null,
    dedupe_key: work.dedupeKey ?? null,
  }
}
