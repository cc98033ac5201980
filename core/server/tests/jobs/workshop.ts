import { setTimeout as sleep } from 'node:timers/promises'
import type { test } from '@japa/runner'
import { fixture, installPlugins } from '../../../testing/src/migrate.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../../testing/src/visitor.ts'
import { twinSchools } from '../../../testing/src/world.ts'
import type { Backend, Started } from './backends.ts'

type Group = Parameters<Parameters<typeof test.group>[1]>[0]

/** The first of the twin schools, where the tests' plugin is on. */
export const SCHOOL = '/api/schools/0990001N'
/** What is loaded besides the checkout's plugins. */
export const FOLDERS = [fixture('atelier')]

interface Place {
  database: TestDatabase
  queues: Started
  host: TestHost
  head: Visitor
}

/** A host with the plugin « atelier » on in the first school, and what the tests ask of it. */
export function workshop(group: Group, backend: Backend, env: Record<string, string> = {}) {
  const place = {} as Place
  group.setup(async () => {
    const database = await cloneDatabase()
    await twinSchools(database)
    await installPlugins(database, FOLDERS)
    const queues = await backend.start(database)
    Object.assign(place, { database, queues })
    const host = await another(env)
    const head = await signedIn(host.url, 'head.1')
    await head.put(`${SCHOOL}/plugins/atelier`, { on: true })
    Object.assign(place, { host, head })
    return async () => {
      await place.host.stop()
      await queues.stop()
      await database.drop()
    }
  })
  const another = (more: Record<string, string> = {}) =>
    startHost(place.database, {
      PREAU_PLUGINS: FOLDERS.join(':'),
      ...place.queues.env,
      ...more,
    })
  const query = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(place.database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)
  return {
    place,
    query,
    /** Another process on the same database and queues. */
    another,
    /** Asks for work as the head of the first school. */
    ask: (job: string, key: string, more: object = {}) =>
      place.head.post(`${SCHOOL}/p/atelier/work`, { job, payload: { key }, ...more }),
    /** What has been marked, straight from the table. */
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
  seconds = 20
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (good(found)) return found
    if (Date.now() > deadline)
      throw new Error(`still ${JSON.stringify(found).slice(0, 1000)} after ${seconds} s`)
    await sleep(40)
  }
}
