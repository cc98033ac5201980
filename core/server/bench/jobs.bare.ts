import { createPostgresBackend, Queue, Worker } from 'bullmq'
import pg from 'pg'

// The yardstick: BullMQ by itself, whose handlers do the same transaction by hand.

const CONCURRENCY = 6
const BATCH = 500
const NAME = 'bare'

interface Bare {
  /** Hands over so many jobs and waits until they are done: milliseconds. */
  run(jobs: number): Promise<number>
  close(): Promise<void>
}

/** A queue and one worker on the same backend as the application's. */
export async function bareQueue(place: Place): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: place.appUrl, max: 10 })
  let left = 0
  let finished: () => void = () => undefined
  const { queue, worker } = open(place.url, async () => {
    await transaction(pool, place.school)
    if (--left === 0) finished()
  })
  await worker.waitUntilReady()
  return {
    async run(jobs) {
      left = jobs
      const done = new Promise<void>((resolve) => (finished = resolve))
      const began = performance.now()
      for (let at = 0; at < jobs; at += BATCH)
        await queue.addBulk(Array.from({ length: BATCH }, job))
      await done
      return performance.now() - began
    },
    async close() {
      await worker.close()
      await queue.close()
      await pool.end()
    },
  }
}

interface Place {
  url: string
  appUrl: string
  school: string
}

/** What a handler does: the application's own transaction, by hand. */
async function transaction(pool: pg.Pool, school: string) {
  const client = await pool.connect()
  try {
    await client.query(
      `BEGIN;SET LOCAL ROLE plugin_atelier;SET LOCAL search_path=plugin_atelier,core_api;SET LOCAL app.school_id='${school}'`
    )
    await client.query({ name: 'mark', text: 'insert into marks (key) values ($1)', values: ['x'] })
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

function job() {
  return { name: 'mark', data: {}, opts: { jobId: crypto.randomUUID(), removeOnComplete: true } }
}

function open(url: string, work: () => Promise<void>) {
  const redis = process.env['REDIS_URL']
  const options = { concurrency: CONCURRENCY }
  if (redis) {
    const connection = { connection: { url: redis, maxRetriesPerRequest: null }, prefix: 'bare' }
    return {
      queue: new Queue(NAME, connection),
      worker: new Worker(NAME, work, { ...connection, ...options }),
    }
  }
  const connection = { connection: { connectionString: url, schema: 'bullmq', max: 4 } }
  return {
    queue: new Queue(NAME, connection, createPostgresBackend),
    worker: new Worker(NAME, work, { ...connection, ...options }, createPostgresBackend),
  }
}
