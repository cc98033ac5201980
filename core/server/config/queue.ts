import env from '#start/env'

/** Which part of the work this process does: pages, jobs, or both. */
export const role = env.get('PREAU_ROLE')

/** Where queues live: Redis when it is given, else the database itself. */
export const queueConfig = {
  redisUrl: env.get('REDIS_URL'),
  databaseUrl: env.get('DATABASE_QUEUE_URL'),
  /** Keys of several installations on one Redis. */
  prefix: env.get('QUEUE_PREFIX'),
  /** Runs at once in this process, by queue. */
  concurrency: { interactive: 6, bulk: 3, mail: 2 },
} as const
