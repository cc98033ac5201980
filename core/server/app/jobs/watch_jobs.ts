import { coreQuery } from '#app/core_query'
import { registerCheck } from '#app/watch/checks'
import { registerReading } from '#app/watch/metrics'
import { role } from '#config/queue'
import { queueNamed } from './hand_over.ts'

/**
 * Shows how the queues are. Pages go on without them, the outbox keeps what is asked meanwhile: they
 * matter to a process that only works. The outbox is read by those who work, since it is the same for all.
 */
export function watchJobs(): void {
  registerCheck({ name: 'queue', matters: role === 'worker', look: queueAnswers })
  if (role === 'web') return
  registerReading({
    name: 'preau_outbox_jobs',
    help: 'Work in the outbox: waiting (due), scheduled (later), held (its plugin is off), failed',
    labels: ['state'],
    read: outboxStates,
  })
  registerReading({
    name: 'preau_outbox_oldest_seconds',
    help: 'Seconds since the oldest work that waits was due; 0 when nothing waits',
    read: oldestWaiting,
  })
}

async function queueAnswers() {
  await queueNamed('interactive').getJobCounts('waiting')
  return 'ok'
}

async function outboxStates() {
  const [row] = await coreQuery<Record<string, number>>(
    `select count(*) filter (where failed_at is null and not held and due_at <= now())::int as waiting,
       count(*) filter (where failed_at is null and not held and due_at > now())::int as scheduled,
       count(*) filter (where failed_at is null and held)::int as held,
       count(*) filter (where failed_at is not null)::int as failed from core.outbox`
  )
  return Object.entries(row ?? {}).map(([state, value]) => ({ labels: { state }, value }))
}

async function oldestWaiting() {
  const [row] = await coreQuery<{ seconds: number }>(
    `select coalesce(extract(epoch from now() - min(due_at)), 0)::float as seconds from core.outbox
     where failed_at is null and not held and due_at <= now()`
  )
  return row ? [{ value: row.seconds }] : []
}
