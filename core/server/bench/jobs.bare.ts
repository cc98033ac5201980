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
export async function bareQueue({
  url,
  appUrl,
  school,
}: {
  url: string
  appUrl: string
  school: string
}): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: appUrl, max: 10 })
  const enter = `BEGIN;SET LOCAL ROLE plugin_atelier;SET LOCAL search_path=plugin_atelier,core_api;SET LOCAL app.school_id='${school}'`
  let left = 0
  let finished: () => void = () => undefined
  const work = async () => {
    const client = await pool.connect()
    try {
      await client.query(enter)
      await client.query({
        name: 'mark',
        text: 'insert into marks (key) values ($1)',
        values: ['measured'],
      })
      await client.query('COMMIT')
    } finally {
      client.release()
    }
    if (--left === 0) finished()
  }
  const redis = process.env['REDIS_URL']
  const onRedis = { connection: { url: redis!, maxRetriesPerRequest: null }, prefix: 'bare' }
  const onPostgres = { connection: { connectionString: url, schema: 'bullmq', max: 4 } }
  const options = { concurrency: CONCURRENCY }
  const queue = redis
    ? new Queue(NAME, onRedis)
    : new Queue(NAME, onPostgres, createPostgresBackend)
  const worker = redis
    ? new Worker(NAME, work, { ...onRedis, ...options })
    : new Worker(NAME, work, { ...onPostgres, ...options }, createPostgresBackend)
  await worker.waitUntilReady()
  return {
    async run(jobs) {
      left = jobs
      const done = new Promise<void>((resolve) => (finished = resolve))
      const began = performance.now()
      for (let at = 0; at < jobs; at += BATCH)
        await queue.addBulk(
          Array.from({ length: BATCH }, () => ({
            name: 'mark',
            data: {},
            opts: { jobId: crypto.randomUUID(), removeOnComplete: true },
          }))
        )
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
