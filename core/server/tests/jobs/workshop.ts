import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { test } from '@japa/runner'
import { Redis } from 'ioredis'
import { fixture, installPlugins } from '../../../testing/src/migrate.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../../testing/src/world.ts'

type Group = Parameters<Parameters<typeof test.group>[1]>[0]

/** Where the queues of a battery live. */
export interface Backend {
  name: string
  /** Starts it; answers what the hosts are told, and how to make it forget everything. */
  start(
    database: TestDatabase
  ): Promise<{ env: Record<string, string>; lose(): Promise<void>; stop(): Promise<void> }>
}

/** The queues in the database itself. */
export const onPostgres: Backend = {
  name: 'on PostgreSQL',
  async start(database) {
    const lose = () =>
      asAdmin(database.adminUrl, async (admin) => {
        const { rows } = await admin.query<{ name: string }>(
          `select format('%I.%I', schemaname, tablename) as name from pg_tables
           where schemaname = 'bullmq' and tablename <> 'migration' and tablename not like 'relay%'`
        )
        await admin.query(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`)
      })
    return { env: {}, lose, stop: async () => undefined }
  },
}

/** The queues in a Redis of the test's own. */
export const onRedis: Backend = {
  name: 'on Redis',
  async start() {
    const redis = await startRedis()
    const env = { REDIS_URL: redis.url }
    return { env, lose: redis.flush, stop: redis.stop }
  },
}

/** The path of Redis's server, where there is one. */
export function findRedis(): string | undefined {
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

/** A Redis in a temporary folder, on a socket-free port of its own; `kill` ends it as a crash does. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'preau-redis-'))
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const url = `redis://127.0.0.1:${port}`
  let child: ChildProcess
  const launch = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    child = spawn(findRedis()!, [...args, '--appendonly', 'yes'], { stdio: 'ignore' })
    await untilPong(url)
  }
  await launch()
  return {
    url,
    launch,
    kill: () => child.kill('SIGKILL'),
    flush: () => withRedis(url, async (redis) => void (await redis.flushall())),
    async stop() {
      child.kill('SIGKILL')
      await sleep(50)
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
  for (let turn = 0; turn < 200; turn++) {
    const pong = await withRedis(url, (redis) => redis.ping()).catch(() => undefined)
    if (pong === 'PONG') return
    await sleep(25)
  }
  throw new Error('Redis did not start')
}

/** A host with the plugin « atelier » on in the first school, and what the tests ask of it. */
export function workshop(group: Group, backend: Backend) {
  const place = {} as {
    database: TestDatabase
    world: TwinSchools
    host: TestHost
    head: Visitor
    lose(): Promise<void>
  }
  group.setup(async () => {
    const database = await cloneDatabase()
    const world = await twinSchools(database)
    const folders = [fixture('atelier')]
    await installPlugins(database, folders)
    const { env, lose, stop } = await backend.start(database)
    const host = await startHost(database, { PREAU_PLUGINS: folders.join(':'), ...env })
    const head = await signedIn(host.url, 'head.1')
    await head.put('/api/schools/0990001N/plugins/atelier', { on: true })
    Object.assign(place, { database, world, host, head, lose })
    return async () => {
      await host.stop()
      await stop()
      await database.drop()
    }
  })
  const query = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(place.database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)
  return {
    place,
    query,
    /** Asks for work as the head of the first school. */
    ask: (job: string, key: string, more: object = {}) =>
      place.head.post('/api/schools/0990001N/p/atelier/work', { job, payload: { key }, ...more }),
    /** What has been marked in the first school, straight from its table. */
    async marks(): Promise<string[]> {
      const rows = await query<{ key: string }>('select key from plugin_atelier.marks order by id')
      return rows.map(({ key }) => key)
    },
    /** What is left in the outbox of the plugin. */
    left: () =>
      query<{ id: string; job: string; held: boolean; failed: boolean; failure: { code: string } }>(
        `select id, job, held, failed_at is not null as failed, failure from core.outbox where plugin = 'atelier' order by id`
      ),
  }
}

/** Waits until something is so; fails with what it last was. */
export async function until<T>(
  look: () => Promise<T>,
  good: (found: T) => boolean,
  seconds = 15
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (good(found)) return found
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(found)} after ${seconds} s`)
    await sleep(40)
  }
}
