import type { test } from '@japa/runner'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../../testing/src/world.ts'
import { until } from '../jobs/workshop.ts'
import { unzip } from '../../../testing/src/unzip.ts'

type Group = Parameters<Parameters<typeof test.group>[1]>[0]

export const SCHOOL = '/api/schools/0990001N'
const OTHER = '/api/schools/0990003R'

/** Twin schools with the news on, and what the tests of people's rights ask of them. */
export function rightsPlace(group: Group) {
  const place = {} as {
    database: TestDatabase
    world: TwinSchools
    host: TestHost
    head: Visitor
    otherHead: Visitor
  }
  group.setup(async () => {
    const database = await cloneDatabase()
    const world = await twinSchools(database)
    const host = await startHost(database)
    const head = await signedIn(host.url, 'head.1')
    const otherHead = await signedIn(host.url, 'head.2')
    await head.put(`${SCHOOL}/plugins/actualites`, { on: true })
    await otherHead.put(`${OTHER}/plugins/actualites`, { on: true })
    Object.assign(place, { database, world, host, head, otherHead })
    return async () => {
      await host.stop()
      await database.drop()
    }
  })
  const query = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(place.database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)
  const ready = (visitor: Visitor, list: string) =>
    until(
      async () => (await visitor.get(list)).body.data as { id: string; state: string }[],
      (all) => all[0]?.state === 'ready'
    )
  return {
    place,
    query,
    as: (identifier: string) => signedIn(place.host.url, identifier),
    ready,
    /** Writes a news item; its body is the answer. */
    write: (visitor: Visitor, title: string, school = SCHOOL) =>
      visitor.post(`${school}/p/actualites/news`, {
        ...{ title, body: 'Texte', publishAt: '2026-01-01T08:00:00Z', expiresAt: null },
        audiences: [{ groupId: null, profile: null }],
      }),
    /** Downloads an archive and opens it; undefined when it is refused. */
    async open(visitor: Visitor, path: string) {
      const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(place.host.url + path, { headers: { cookie } })
      if (!answer.ok) return undefined
      return unzip(Buffer.from(await answer.arrayBuffer()))
    },
  }
}
