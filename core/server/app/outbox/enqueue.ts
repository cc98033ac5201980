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
  const { schoolId, plugin = 'core', job, queue, payload = {}, memberId, dueAt, dedupeKey } = work
  await coreQuery(
    `insert into core.outbox (school_id, plugin, job, queue, payload, member_id, due_at, dedupe_key)
     values (?, ?, ?, ?, ?::jsonb, ?, coalesce(?::timestamptz, now()), ?) on conflict do nothing`,
    [
      ...[schoolId, plugin, job, queue, payloadJson(payload), memberId ?? null],
      ...[dueAt?.toISOString() ?? null, dedupeKey ?? null],
    ],
    trx
  )
  if (trx) trx.after('commit', nudge)
  else nudge()
}
