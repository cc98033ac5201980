import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { countSql, readOnly, type SqlCounter } from '../../testing/src/sql_counter.ts'
import { signedIn, Visitor } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'
import { BUDGET, DIST, weighScreens } from '../../../admin/app/scripts/weight.mjs'

const SERVER = join(import.meta.dirname, '..')
/** Messages that PostgreSQL answers for one reading, waited for or not. */
const TRIPS = 4
/** Readings that ask for more; each says why it may. */
const MORE_TRIPS: Record<string, number> = {
  // The account with its authorities, and the person's scope over his schools.
  '/api/me': 5,
  // Officer, schools, facts, offers: as many for one school as for fifty.
  '/api/authorities/:authority/modules': 5,
  // The item alone, not a list: may he edit it, the item, its audience, its author.
  '/api/schools/:uai/p/actualites/news/:news': 7,
}
const ASKED = 4

interface RouteList {
  routes: { pattern: string; methods: string[] }[]
}

/** Every pattern that the application answers by GET, as its own router tells it. */
async function getPatterns(database: TestDatabase): Promise<string[]> {
  const env = {
    ...{ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', APP_KEY: database.appKey },
    ...{ DATABASE_APP_URL: database.appUrl, DATABASE_CORE_URL: database.coreUrl },
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['dist/bin/ace.js', 'list:routes', '--json'],
    { cwd: SERVER, env: { ...process.env, ...env }, maxBuffer: 1e8 }
  )
  return (JSON.parse(stdout) as RouteList[])
    .flatMap(({ routes }) => routes)
    .filter(({ methods }) => methods.includes('GET'))
    .map(({ pattern }) => pattern)
}

test.group('Every reading by GET', (group) => {
  let database: TestDatabase
  let host: TestHost
  let counter: SqlCounter
  let patterns: string[]
  /** An example of each parameter that a path may hold. */
  let examples: Record<string, string>
  let visitors: { head: Visitor; agent: Visitor }

  group.setup(async () => {
    database = await cloneDatabase()
    const world = await twinSchools(database)
    const uai = world.schools[0]!.uai
    const writer = await startHost(database)
    const head = await signedIn(writer.url, 'head.1')
    const agent = await signedIn(writer.url, 'agent')
    for (const { id } of (await head.get(`/api/schools/${uai}/plugins`)).body.data)
      await head.put(`/api/schools/${uai}/plugins/${id}`, { on: true })
    const news = await head.post(`/api/schools/${uai}/p/actualites/news`, {
      ...{ title: 'Essai', body: 'Texte', publishAt: '2026-01-01T08:00:00Z', expiresAt: null },
      audiences: [{ groupId: null, profile: null }],
    })
    examples = { uai, id: 'actualites', authority: world.authority, news: news.body.id }
    // A session not touched for long is prolonged by a write, never by a reading.
    await asAdmin(database.adminUrl, (admin) =>
      admin.query(`update core.sessions set touched_at = now() - interval '1 hour'`)
    )
    patterns = await getPatterns(database)
    await writer.stop()
    counter = await countSql(database.adminUrl)
    const through = (url: string) => counter.through(readOnly(url))
    host = await startHost({
      ...database,
      appUrl: through(database.appUrl),
      coreUrl: through(database.coreUrl),
    })
    visitors = { head: elsewhere(head), agent: elsewhere(agent) }
    return async () => {
      await host.stop()
      counter.stop()
      await database.drop()
    }
  })

  function elsewhere(visitor: Visitor): Visitor {
    const same = new Visitor(host.url)
    for (const [name, value] of visitor.cookies) same.cookies.set(name, value)
    return same
  }

  const pathOf = (pattern: string) =>
    pattern.replace('*', 'rien').replace(/:(\w+)/g, (_, name: string) => {
      const example = examples[name]
      if (!example) throw new Error(`${pattern}: give an example of « ${name} » in gates.spec.ts`)
      return example
    })
  const visitorOf = (pattern: string) =>
    pattern.startsWith('/api/authorities/') ? visitors.agent : visitors.head

  test('takes few round trips to the database, and writes nothing', async ({ assert }) => {
    assert.isAbove(patterns.length, 10)
    for (const pattern of patterns) {
      const visitor = visitorOf(pattern)
      const trips: number[] = []
      for (let turn = 0; turn < ASKED; turn++) {
        const traffic = await counter.during(async () => {
          const { status, body } = await visitor.get(pathOf(pattern))
          const expected = pattern.includes('*') ? [200, 404] : [200]
          assert.include(expected, status, `${pattern}: ${JSON.stringify(body)} ${host.output()}`)
        })
        assert.deepEqual(traffic.errors, [], pattern)
        trips.push(traffic.trips)
      }
      // The first asks fill caches and open connections.
      assert.isAtMost(Math.min(...trips), MORE_TRIPS[pattern] ?? TRIPS, pattern)
    }
  })

  test('is proved on a database that refuses writes', async ({ assert }) => {
    const { errors } = await counter.during(() =>
      visitors.head.put(`/api/schools/${examples['uai']}/plugins/hello`, { on: false })
    )
    assert.match(errors.join(), /25006/)
  })
})

test.group('The first screen after sign-in', () => {
  test('is light: 230 kB of JavaScript and 40 kB of CSS at most', ({ assert }) => {
    const [first] = weighScreens()
    assert.isAbove(first!.js, 0)
    assert.isAbove(first!.css, 0)
    assert.isAtMost(first!.js, BUDGET.js)
    assert.isAtMost(first!.css, BUDGET.css)
  }).skip(!existsSync(DIST), 'the pages are not built: npm test, or npm run build, builds them')
})
