import {
  createPostgresBackend,
  Queue,
  Worker,
  type BulkJobOptions,
  type Job,
  type JobsOptions,
} from 'bullmq'
import { onPostgres, onRedis, redisUrl, type QueueName } from '#app/outbox/connections'
import { queueConfig } from '#config/queue'

/** As much of a queue as we use, on Redis as on PostgreSQL. */
export interface OpenQueue {
  addBulk(jobs: { name: string; data: object; opts: BulkJobOptions }[]): Promise<unknown>
  getJobCounts(
    ...types: ('waiting' | 'active' | 'delayed' | 'failed')[]
  ): Promise<Record<string, number>>
  getJobSchedulers(start: number, end: number): Promise<{ key: string }[]>
  upsertJobScheduler(
    key: string,
    repeat: { pattern: string; tz: string },
    template: { name: string; data: object; opts: JobsOptions }
  ): Promise<unknown>
  removeJobScheduler(key: string): Promise<unknown>
  remove(id: string): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

/** As much of a worker as we use. */
export interface OpenWorker {
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

type Work = (job: Job, token?: string) => Promise<void>

/** Opens a queue to add to. Its errors are its user's: what it loses the outbox keeps. */
export function openQueue(name: QueueName): OpenQueue {
  return redisUrl
    ? new Queue(name, onRedis(redisUrl, 1))
    : new Queue(name, { connection: onPostgres }, createPostgresBackend)
}

/** Milliseconds after which the work of a worker that died is another's; one that lives renews its hold. */
const LOCK = 20_000
/** Deaths of workers that one run may see: a run that kills its worker must end somewhere. */
const MOST_STALLED = 5

/** Opens a worker on a queue. */
export function openWorker(name: QueueName, work: Work): OpenWorker {
  const options = {
    concurrency: queueConfig.concurrency[name],
    lockDuration: LOCK,
    stalledInterval: LOCK / 2,
    maxStalledCount: MOST_STALLED,
  }
  return redisUrl
    ? new Worker(name, work, { ...onRedis(redisUrl, null), ...options })
    : new Worker(
        name,
        (job, token) => work(job as unknown as Job, token),
        { connection: onPostgres, ...options },
        createPostgresBackend
      )
}
