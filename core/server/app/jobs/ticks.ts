import { UnrecoverableError, type Job } from 'bullmq'
import { coreQuery, coreTransaction } from '#app/core_query'
import { schedules, type Schedule } from './declared.ts'
import { handOver, jobName, queueNamed } from './hand_over.ts'

/** The name of a tick in the queue. */
export const TICK = 'core.tick'
/** The zone in which schedules are read. */
export const ZONE = 'Europe/Paris'
/** Schools that one transaction of a fan-out writes to. */
const BATCH = 500

/** Makes the queue tick as declared, and forgets schedules that are declared no more. Idempotent. */
export async function keepSchedules(): Promise<void> {
  const queue = queueNamed('bulk')
  const wished = new Map(schedules().map((one) => [jobName(one.plugin, one.job), one]))
  for (const { key } of await queue.getJobSchedulers(0, -1))
    if (!wished.has(key)) await queue.removeJobScheduler(key)
  for (const [key, { plugin, job, cron }] of wished)
    await queue.upsertJobScheduler(
      key,
      { pattern: cron, tz: ZONE },
      { name: TICK, data: { plugin, job }, opts: { removeOnComplete: true, removeOnFail: 100 } }
    )
}

/** Turns one tick into one run for each school where the plugin is on; a tick cut short goes on where it was. */
export async function fanOut(tick: Job): Promise<void> {
  const { plugin, job } = tick.data as { plugin?: unknown; job?: unknown }
  const schedule = schedules().find((one) => one.plugin === plugin && one.job === job)
  if (!schedule) throw new UnrecoverableError('E_JOB_UNKNOWN: no such schedule')
  await tickAt(schedule, new Date(tick.opts.prevMillis ?? tick.timestamp))
}

/** As one tick of the queue at that time; the same again does nothing. */
export async function tickAt(schedule: Schedule, at: Date): Promise<void> {
  while (await fanOutBatch(schedule, at));
  handOver()
}

/** One transaction; answers whether schools are left. */
function fanOutBatch({ plugin, job, queue, perSchool }: Schedule, at: Date): Promise<boolean> {
  return coreTransaction(async (trx) => {
    const tick = [plugin, job, at.toISOString()]
    await coreQuery(
      `insert into core.ticks (plugin, job, at) values (?, ?, ?)
       on conflict (plugin, job) do update set at = excluded.at, reached = null, done = false where core.ticks.at < excluded.at`,
      tick,
      trx
    )
    const [state] = await coreQuery<{ reached: string | null }>(
      'select reached from core.ticks where plugin = ? and job = ? and at = ? and not done for update',
      tick,
      trx
    )
    if (!state) return false
    const made = await coreQuery<{ reached: string | null; schools: number }>(
      `with concerned as (${perSchool ? CONCERNED : 'select null::uuid as id'}),
       made as (
         insert into core.outbox (school_id, plugin, job, queue, dedupe_key)
         select id, ?, ?, ?, 'tick' from concerned on conflict do nothing)
       select (max(id::text))::uuid as reached, count(*)::int as schools from concerned`,
      [...(perSchool ? [plugin, plugin, state.reached] : []), plugin, job, queue],
      trx
    )
    const { reached = null, schools = 0 } = made[0] ?? {}
    const done = !perSchool || schools < BATCH
    await coreQuery(
      'update core.ticks set reached = ?, done = ? where plugin = ? and job = ?',
      [reached, done, plugin, job],
      trx
    )
    return !done
  })
}

/** The schools that a tick concerns, after the one reached: where the plugin is active; for the core, all. */
const CONCERNED = `
  select s.id from core.schools s
  where (? = 'core' or exists (select from core.activations a where a.school_id = s.id and a.plugin = ? and a.active))
    and s.id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000')
  order by s.id limit ${BATCH}`
