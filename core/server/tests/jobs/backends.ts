import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresBackend, Queue, type JobsOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { asAdmin, type TestDatabase } from '../../../testing/src/postgres.ts'

/** Queues that a test has started. */
export interface Started {
  /** What the hosts are told of them. */
  env: Record<string, string>
  /** Makes them forget all work. */
  lose(): Promise<void>
  /** Adds to the bulk queue, as somebody who reached it would. */
  add(name: string, data: object, options?: JobsOptions): Promise<void>
  /** Ends them as a crash does, and starts them again; undefined where they are the database. */
  crash?(): Promise<void>
  stop(): Promise<void>
}

/** Where the queues of a battery live. */
export interface Backend {
  name: string
  start(database: TestDatabase): Promise<Started>
}

/** The queues in the database itself. */
export const onPostgres: Backend = {
  name: 'on PostgreSQL',
  async start(database) {
    return {
      env: {},
      lose: () => emptySchema(database),
      async add(name, data, options) {
        const connection = { connectionString: database.queueUrl, schema: 'bullmq' }
        const queue = new Queue('bulk', { connection }, createPostgresBackend)
        await queue.add(name, data, options)
        await queue.close()
      },
      stop: async () => undefined,
    }
  },
}

async function emptySchema(database: TestDatabase) {
  await asAdmin(database.adminUrl, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = 'bullmq' and tablename <> 'migration' and tablename not like 'relay%'`
    )
    await admin.query(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`)
  })
}

/** The queues in a Redis of the test's own. */
export const onRedis: Backend = {
  name: 'on Redis',
  async start() {
    const redis = await startRedis()
    return {
      env: { REDIS_URL: redis.url },
      lose: () => withRedis(redis.url, async (client) => void (await client.flushall())),
      async add(name, data, options) {
        const queue = new Queue('bulk', { connection: { url: redis.url }, prefix: 'preau' })
        await queue.add(name, data, options)
        await queue.close()
      },
      async crash() {
        redis.kill()
        await redis.launch()
      },
      stop: redis.stop,
    }
  },
}

/** Why the Redis half cannot be run here; undefined when it can. */
export const withoutRedis = findRedis() ? undefined : 'there is no redis-server on this machine'

function findRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return [...folders, '/usr/sbin'].map((folder) => join(folder, 'redis-server')).find(runs)
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A durable Redis in a temporary folder, on a port of its own. */
async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'preau-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  let child: ChildProcess | undefined
  const kill = () => child?.kill('SIGKILL')
  const launch = async () => {
    child = spawn(findRedis()!, [...where, '--save', '', '--appendonly', 'yes'], {
      stdio: 'ignore',
    })
    await untilPong(url)
  }
  const stop = async () => {
    kill()
    await sleep(50)
    rmSync(folder, { recursive: true, force: true })
  }
  await launch()
  return { url, kill, launch, stop }
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

async function untilPong(url: string) {
  for (let turn = 0; turn < 400; turn++) {
    const pong = await withRedis(url, (redis) => redis.ping()).catch(() => undefined)
    if (pong === 'PONG') return
    await sleep(25)
  }
  throw new Error('Redis did not start')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
