import { existsSync } from 'node:fs'
import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { countSql, readOnly, type SqlCounter } from '../../testing/src/sql_counter.ts'
import { Visitor } from '../../testing/src/visitor.ts'
import { BUDGET, DIST, weighScreens } from '../../../admin/app/scripts/weight.mjs'
import { arena } from './arena.ts'
import { RAYON } from './reach/rayon_plugin.ts'
import { partTwins, type Side } from './reach/sides.ts'
import { TABLE, type Row } from './reach/table.ts'

/** Messages that PostgreSQL answers for one reading, waited for or not. */
const TRIPS = 4
/** Readings that ask for more; each says why it may. */
const MORE_TRIPS: Record<string, number> = {
  // The account with its authorities, and the person's scope over his schools.
  'GET /api/me': 5,
  // Officer, schools, facts, offers: as many for one school as for fifty.
  'GET /api/authorities/:authority/modules': 5,
  // What the form needs at once: the groups, and when those addressed would be told.
  'GET /api/schools/:uai/p/actualites/audiences': 6,
  // The rules decide what is asked of the directory: the rules, then people and groups.
  'GET /api/schools/:uai/p/messagerie/recipients': 6,
  // One thread, not a list: its messages, and their files.
  'GET /api/schools/:uai/p/messagerie/threads/:thread': 5,
  // One draft, not a list: itself, its files, what its recipients are called.
  'GET /api/schools/:uai/p/messagerie/drafts/:draft': 6,
  // The item alone, not a list: may he edit it, the item, its audience, its files, its author.
  'GET /api/schools/:uai/p/actualites/news/:news': 8,
  // One trace, not a list: the trace, its files, with whom it is shared, what was answered.
  'GET /api/me/p/folios/traces/:trace': 7,
  // As many, but for the shares.
  'GET /api/schools/:uai/p/folios/shared/:trace': 6,
  // Two lists for one chooser: the teams and the people.
  'GET /api/schools/:uai/p/folios/recipients': 5,
  // The week itself is one statement; the school's days without class are another.
  'GET /api/schools/:uai/p/emploi-du-temps/week': 5,
  'GET /api/schools/:uai/p/emploi-du-temps/today': 5,
  // Who may be chosen, and the groups.
  'GET /api/schools/:uai/p/emploi-du-temps/choices': 5,
  // The import, what the school knows, the courses that are there: what they are compared with.
  'GET /api/schools/:uai/p/emploi-du-temps/imports/:sending': 6,
  // A page of records, and what narrows it.
  'GET /api/schools/:uai/p/cdi/records': 5,
  // The record alone: its copies, and where the reader stands.
  'GET /api/schools/:uai/p/cdi/records/:record': 6,
  // What one has in hand, and what one waits for.
  'GET /api/schools/:uai/p/cdi/mine': 5,
  // The list alone: may he read it, the list, its documents.
  'GET /api/schools/:uai/p/cdi/lists/:list': 6,
}
const TURNS = 4
const PATIENCE = 120_000

test.group('Every reading by GET', (group) => {
  const here = arena(group, { plugins: [RAYON] })
  let host: TestHost
  let counter: SqlCounter
  let side: Side
  let visitors: { head: Visitor; agent: Visitor; student: Visitor }

  group.setup(async () => {
    ;[side] = await partTwins(here)
    const people = {
      ...{ head: await here.as('head.1'), agent: await here.as('agent') },
      student: await here.as('student.1'),
    }
    // A session not touched for long is prolonged by a write, never by a reading.
    await here.query(`update core.sessions set touched_at = now() - interval '1 hour'`)
    counter = await countSql(here.database.adminUrl)
    const through = (url: string) => counter.through(readOnly(url))
    const { appUrl, coreUrl } = here.database
    const readers = { ...here.database, appUrl: through(appUrl), coreUrl: through(coreUrl) }
    host = await startHost(readers, { ...here.env, PREAU_ROLE: 'web' })
    visitors = {
      ...{ head: onReaders(people.head), agent: onReaders(people.agent) },
      student: onReaders(people.student),
    }
    return async () => {
      await host.stop()
      counter.stop()
    }
  })

  /** The same person, asking the process that cannot write. */
  function onReaders({ cookies }: Visitor): Visitor {
    const same = new Visitor(host.url)
    for (const [name, value] of cookies) same.cookies.set(name, value)
    return same
  }

  function expected(row: Row): { visitor: Visitor; status: number } {
    if ('authority' in row) return { visitor: visitors.agent, status: row.authority }
    const statuses = 'school' in row ? row.school : row.person
    if (typeof statuses === 'number') return { visitor: visitors.head, status: statuses }
    const status = statuses.head ?? statuses.rest
    if (status !== 403) return { visitor: visitors.head, status }
    return { visitor: visitors.student, status: statuses.student ?? statuses.rest }
  }

  const pathOf = (pattern: string, row: Row) =>
    pattern.replace(/:(\w+)|\*/g, (_, name: string | undefined) => {
      const value = { ...side.ids, ...row.params }[name ?? '*']
      if (value === undefined) throw new Error(`${pattern}: no example of « ${name} »`)
      return value
    })

  test('takes few round trips to the database, and writes nothing', async ({ assert }) => {
    const readings = Object.entries(TABLE).filter(([key]) => key.startsWith('GET '))
    assert.isAbove(readings.length, 10)
    for (const [key, row] of readings) {
      const { visitor, status } = expected(row)
      const trips: number[] = []
      for (let turn = 0; turn < TURNS; turn++) {
        const traffic = await counter.during(async () => {
          const answer = await visitor.get(pathOf(key.slice('GET '.length), row))
          assert.equal(answer.status, status, `${key} ${JSON.stringify(answer.body)}`)
        })
        assert.deepEqual(traffic.errors, [], key)
        trips.push(traffic.trips)
      }
      // The first turns open connections and fill the cache of what is on.
      assert.isAtMost(Math.min(...trips), MORE_TRIPS[key] ?? TRIPS, key)
    }
  }).timeout(PATIENCE)

  test('is proved on a database that refuses writes', async ({ assert }) => {
    const { errors } = await counter.during(() =>
      visitors.head.put(`/api/schools/${side.uai}/plugins/hello`, { on: false })
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
