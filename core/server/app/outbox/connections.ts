import { queueConfig } from '#config/queue'

/** The queues, by how long people wait: a person does, nobody does, a mail server does. */
export const QUEUES = ['interactive', 'bulk', 'mail'] as const
export type QueueName = (typeof QUEUES)[number]

/** Connections of one queue's commands on PostgreSQL; what listens has one more. */
const POOL = 4

/** The address of Redis, where the queues are on Redis. */
export const { redisUrl } = queueConfig

/** How BullMQ reaches the queues in the database. */
export const onPostgres = {
  connectionString: queueConfig.databaseUrl,
  schema: 'bullmq',
  max: POOL,
}

/** How BullMQ reaches Redis. A worker waits for it to come back (null); who adds must not wait for ever. */
export function onRedis(url: string, maxRetriesPerRequest: number | null) {
  return { connection: { url, maxRetriesPerRequest }, prefix: queueConfig.prefix }
}
