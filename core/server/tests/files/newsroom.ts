import type { test } from '@japa/runner'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { sendFile, type Sent } from '../../../testing/src/file_sender.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { signedIn, type Answer, type Visitor } from '../../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../../testing/src/world.ts'
import { storeOn, type Place } from './stores.ts'

type Group = Parameters<Parameters<typeof test.group>[1]>[0]

export const SCHOOL = '/api/schools/0990001N'
export const UPLOADS = `${SCHOOL}/uploads/actualites/news`
const NEWS = {
  title: 'Sortie',
  body: 'Texte',
  publishAt: '2026-01-01T08:00:00Z',
  expiresAt: null,
  audiences: [{ groupId: null, profile: null }],
}

/** A line of the audit log. */
export interface Line {
  action: string
  object: string
  member_id: string | null
  details: { code?: string; signature?: string; orphans?: number; missing?: number; ids?: string[] }
}

interface State {
  database: TestDatabase
  world: TwinSchools
  host: TestHost
  head: Visitor
}

/** Two schools where news are on, their heads, and what the tests ask about files. */
export function newsroom(
  group: Group,
  open?: () => Promise<Place>,
  env: Record<string, string> = {}
) {
  const state = {} as State
  let place: Place
  group.setup(async () => {
    const database = await cloneDatabase()
    const world = await twinSchools(database)
    const folder = { env: { FILES_DIR: database.filesDir }, close: async () => undefined }
    place = open ? await open() : folder
    Object.assign(state, { database, world })
    const host = await another()
    const head = await signedIn(host.url, 'head.1')
    for (const [number, { uai }] of world.schools.entries()) {
      const one = await signedIn(host.url, `head.${number + 1}`)
      await one.put(`/api/schools/${uai}/plugins/actualites`, { on: true })
    }
    Object.assign(state, { host, head })
    return async () => {
      await state.host.stop()
      await database.drop()
      await place.close()
    }
  })
  const another = (more: Record<string, string> = {}) =>
    startHost(state.database, { LOG_LEVEL: 'error', ...place.env, ...env, ...more })
  const query = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(state.database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)
  const post = (body: object, visitor = state.head): Promise<Answer> =>
    visitor.post(`${SCHOOL}/p/actualites/news`, { ...NEWS, ...body })
  return {
    state,
    query,
    /** Another process on the same database and store. */
    another,
    send: (file: Sent, visitor = state.head) => sendFile(visitor, UPLOADS, file),
    post,
    save: (id: string, body: object, visitor = state.head): Promise<Answer> =>
      visitor.put(`${SCHOOL}/p/actualites/news/${id}`, { ...NEWS, ...body }),
    /** What the store holds of the first school. */
    async keys(): Promise<string[]> {
      const found: string[] = []
      for await (const key of storeOn(place).list(state.world.schools[0]!.id)) found.push(key)
      return found
    },
    store: () => storeOn(place),
    /** The rows of the first school's files. */
    rows: () =>
      query<{ id: string; state: string; store_key: string; thumbnail_key: string | null }>(
        'select id, state, store_key, thumbnail_key from core.files where school_id = $1 order by id',
        [state.world.schools[0]!.id]
      ),
    lines: () => query<Line>('select * from core.audit_log order by id'),
    /** Has a job of the core's done in the first school. */
    work: (job: string) =>
      query(
        `insert into core.outbox (school_id, plugin, job, queue) values ($1, 'core', $2, 'bulk')`,
        [...[state.world.schools[0]!.id, job]]
      ),
    /** Waits until the core has nothing left to do. */
    async idle(): Promise<void> {
      const deadline = Date.now() + 30_000
      for (;;) {
        const left = await query(
          `select from core.outbox where plugin = 'core' and due_at <= now() and failed_at is null`
        )
        if (!left.length) return
        if (Date.now() > deadline) throw new Error(`work is left\n${state.host.output()}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}
