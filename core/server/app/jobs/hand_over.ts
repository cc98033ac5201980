import logger from '@adonisjs/core/services/logger'
import { coreQuery } from '#app/core_query'
import { QUEUES, type QueueName } from '#app/outbox/connections'
import { openQueue, type OpenQueue } from './backend.ts'
import { attemptsOf } from './declared.ts'

interface Handed {
  id: string
  plugin: string
  job: string
  queue: QueueName
  attempts: number
  delay: number
}

const BATCH = 500
/** Milliseconds before a failed run's second try; doubled at each try. */
const BACKOFF = 1000

const queues = new Map<QueueName, OpenQueue>()
let running: Promise<void> | undefined
let again = false
let closed = false

/** The queue of that name, opened when first asked for. */
export function queueNamed(name: QueueName): OpenQueue {
  let queue = queues.get(name)
  if (!queue) {
    queue = openQueue(name)
    queue.on('error', (error) => logger.warn({ err: error, queue: name }, 'queue'))
    queues.set(name, queue)
  }
  return queue
}

/**
 * Tells the queues of what is due in the outbox; answers at once. One pass at a
 * time in a process; a call during a pass makes another follow.
 */
export function handOver(): void {
  void drain()
}

/** As `handOver`; resolves when nothing that is due is left, or the queue does not answer. */
export function drain(): Promise<void> {
  again = true
  running ??= passes().finally(() => (running = undefined))
  return running
}

async function passes(): Promise<void> {
  while (again && !closed) {
    again = false
    try {
      while ((await onePass()) === BATCH);
    } catch (error) {
      logger.warn({ err: error }, 'the outbox could not be handed over; the sweep will try again')
    }
  }
}

/** By the rows' places, which are locked: a sudden crowd in a table known as empty is not looked for row by row. */
async function onePass(): Promise<number> {
  const rows = await coreQuery<Handed>(
    `update core.outbox set handed_at = now() where ctid = any (array (
       select ctid from core.outbox where handed_at is null and failed_at is null and not held
         and due_at <= now() + interval '2 seconds' order by due_at limit ${BATCH} for update skip locked))
     returning id, plugin, job, queue, attempts,
       greatest(0, ceil(extract(epoch from due_at - now()) * 1000))::int as delay`
  )
  await tell(rows)
  return rows.length
}

/** Adds rows to their queues under their own ids: one that is there already is not added twice. */
async function tell(rows: readonly Handed[]): Promise<void> {
  for (const name of QUEUES) {
    const own = rows.filter(({ queue }) => queue === name)
    if (!own.length) continue
    try {
      await queueNamed(name).addBulk(own.map(asJob))
    } catch (error) {
      const ids = own.map(({ id }) => id)
      await coreQuery('update core.outbox set handed_at = null where id = any (?::uuid[])', [ids])
      throw error
    }
  }
}

function asJob({ id, plugin, job, delay }: Handed) {
  return {
    name: jobName(plugin, job),
    data: {},
    opts: {
      jobId: id,
      delay,
      attempts: attemptsOf(plugin, job),
      backoff: { type: 'exponential', delay: BACKOFF },
      removeOnComplete: true,
      removeOnFail: true,
    },
  }
}

/** The name under which the queue knows a plugin's job. */
export function jobName(plugin: string, job: string): string {
  return `${plugin}.${job}`
}

/** What was handed over longer ago than a queue may take before it is looked after again. */
const FORGOTTEN = '60 seconds'

/**
 * Hands over once more what was handed over long ago and is not done: where the
 * queue has it still nothing happens, where it lost it the work is found again.
 */
export async function handOverAgain(): Promise<number> {
  const rows = await coreQuery<Handed>(
    `update core.outbox set handed_at = now() where ctid = any (array (
       select ctid from core.outbox where handed_at < now() - interval '${FORGOTTEN}' and failed_at is null
       order by handed_at limit ${BATCH} for update skip locked))
     returning id, plugin, job, queue, attempts, 0 as delay`
  )
  await tell(rows)
  return rows.length
}

/** Closes the queues, when the process stops. */
export async function closeQueues(): Promise<void> {
  closed = true
  await running
  await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => undefined)))
}
