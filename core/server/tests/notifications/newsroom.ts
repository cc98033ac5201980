import type { test } from '@japa/runner'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { fixture, installPlugins } from '../../../testing/src/migrate.ts'
import { NEVER_CLOSED } from '../../../testing/src/never_closed.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { signedIn, type Answer, type Visitor } from '../../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../../testing/src/world.ts'
import { until } from '../jobs/workshop.ts'

type Group = Parameters<Parameters<typeof test.group>[1]>[0]

/** Milliseconds that a test may take on a busy machine. */
const PATIENCE = 180_000
export const FIRST = '0990001N'
export const SECOND = '0990003R'

/** Two schools whose news are on, open day and night unless a test closes one; what a test asks of them. */
export interface Newsroom {
  database: TestDatabase
  world: TwinSchools
  host: TestHost
  /** What its hosts are told. */
  env: Record<string, string>
  /** Somebody signed in, once: `head.1`. */
  as(identifier: string): Promise<Visitor>
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Publishes news as the head of a school, now and to everybody unless told otherwise; answers its id. */
  publish(uai: string, more?: object): Promise<string>
  send(uai: string, more?: object): Promise<Answer>
  /** Rings in the first school, as somebody. */
  ring(identifier: string, body: object): Promise<Answer>
  /** The sentences in somebody's bell. */
  bell(identifier: string): Promise<string[]>
  unread(identifier: string): Promise<number>
  /** Waits until nothing of this kind is left to do. */
  settled(): Promise<void>
  /** Opens a school always, or closes it until the day after tomorrow. */
  hours(uai: string, state: 'open' | 'closed'): Promise<void>
  /** Brings the school's opening to now: what waited for it comes. */
  opens(): Promise<void>
}

/** Gives a group its newsroom; `env` reaches the host. */
export function newsroom(
  group: Group,
  prepare: (database: TestDatabase) => Promise<{
    env?: Record<string, string>
    stop?(): Promise<void>
  }> = async () => ({})
): Newsroom {
  const room = {} as Newsroom
  const people = new Map<string, Visitor>()
  group.tap((one) => void one.timeout(PATIENCE))
  group.setup(async () => {
    people.clear()
    const folders = [fixture('sonnette')]
    room.database = await cloneDatabase()
    room.world = await twinSchools(room.database)
    await installPlugins(room.database, folders)
    const { env = {}, stop } = await prepare(room.database)
    room.env = { LOG_LEVEL: 'error', PREAU_PLUGINS: folders.join(':'), ...env }
    room.host = await startHost(room.database, room.env)
    for (const [index, uai] of [FIRST, SECOND].entries()) {
      const head = await room.as(`head.${index + 1}`)
      for (const plugin of ['actualites', 'sonnette'])
        await head.put(`/api/schools/${uai}/plugins/${plugin}`, { on: true })
      await room.hours(uai, 'open')
    }
    return async () => {
      await room.host.stop()
      await stop?.()
      await room.database.drop()
    }
  })
  const headOf = (uai: string) => room.as(uai === FIRST ? 'head.1' : 'head.2')
  return Object.assign(room, {
    async as(identifier: string) {
      const known = people.get(identifier) ?? (await signedIn(room.host.url, identifier))
      people.set(identifier, known)
      return known
    },
    query: (sql: string, values: unknown[] = []) =>
      asAdmin(room.database.adminUrl, async (admin) => (await admin.query(sql, values)).rows),
    async send(uai: string, more: object = {}) {
      return (await headOf(uai)).post(`/api/schools/${uai}/p/actualites/news`, newsOf(more))
    },
    async publish(uai: string, more: object = {}) {
      const { status, body } = await room.send(uai, more)
      if (status !== 201) throw new Error(JSON.stringify(body) + room.host.output())
      return body.id
    },
    async ring(identifier: string, body: object) {
      return (await room.as(identifier)).post(`/api/schools/${FIRST}/p/sonnette/ring`, body)
    },
    async bell(identifier: string) {
      const { body } = await (await room.as(identifier)).get('/api/me/notifications')
      return body.data.map(({ text }: { text: string }) => text)
    },
    async unread(identifier: string) {
      return (await (await room.as(identifier)).get('/api/me/notifications/count')).body.unread
    },
    async settled() {
      await until(
        () =>
          room.query(
            `select job, failure from core.outbox where plugin = 'core' and due_at <= now()`
          ),
        (left) => left.length === 0,
        60
      )
    },
    async hours(uai: string, state: 'open' | 'closed') {
      const day = (ahead: number) =>
        new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
      const shut = [{ from: day(-1), to: day(1), hours: null, label: 'Fermé' }]
      await (
        await headOf(uai)
      ).put(`/api/schools/${uai}/quiet-hours`, {
        ...NEVER_CLOSED,
        exceptions: state === 'closed' ? shut : [],
      })
    },
    async opens() {
      const at = new Date().toISOString()
      await room.query('update core.notifications set visible_at = $1 where visible_at > now()', [
        at,
      ])
      await room.query(
        `update core.outbox set due_at = now(), payload = payload || jsonb_build_object('at', $1::text)
         where job = 'notify-later'`,
        [at]
      )
      await room.settled()
    },
  })
}

function newsOf(more: object) {
  return {
    ...{ title: 'Menus', body: 'Lundi : gratin.', expiresAt: null },
    publishAt: new Date().toISOString(),
    audiences: [{ groupId: null, profile: null }],
    ...more,
  }
}
