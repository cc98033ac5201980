import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { countSql, type SqlCounter } from '../../testing/src/sql_counter.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

const SCHOOLS = 300
/** How the written schools stand with `hello`, in turn: `number % 5`. */
const TURNS = ['off', 'on', 'paused', 'forbidden', 'pause over']

const WORLD = `
with school as (
  insert into core.schools (uai, name, city, authority_id)
  select '098' || lpad(n::text, 4, '0') || 'A', 'Lycée ' || lpad(n::text, 3, '0'), case when n <= 40 then 'Portville' else 'Montval' end, $1
  from generate_series(1, ${SCHOOLS}) n returning id, substr(uai, 4, 4)::int as n
), switched as (
  insert into core.activations (school_id, plugin, is_on, active, revision, paused_profiles, paused_mode, paused_until)
  select id, 'hello', true, true, 1,
    case when n % 5 in (2, 4) then '{}'::text[] end, case when n % 5 in (2, 4) then 'off' end,
    case n % 5 when 2 then now() + interval '1 hour' when 4 then now() - interval '1 hour' end
  from school where n % 5 in (1, 2, 4)
), broken as (
  insert into core.activations (school_id, plugin, is_on, revision, settings)
  select id, 'actualites', true, 1, '{"publishers": []}' from school where n <= 3
)
insert into core.offers (authority_id, plugin, school_id, state) select $1, 'hello', id, 'forbidden' from school where n % 5 = 3`

interface Row {
  uai: string
  name: string
  cells: Record<string, { state: string; offer: string; exception: boolean }>
}

test.group('The matrix schools × modules', (group) => {
  let database: TestDatabase
  let host: TestHost
  let world: TwinSchools
  let counter: SqlCounter
  let agent: Visitor

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    await asAdmin(database.coreUrl, (core) =>
      core.query(WORLD.replaceAll('$1', `'${world.authority}'`))
    )
    counter = await countSql(database.adminUrl)
    const [appUrl, coreUrl] = [database.appUrl, database.coreUrl].map(counter.through)
    host = await startHost({ ...database, appUrl: appUrl!, coreUrl: coreUrl! })
    agent = await signedIn(host.url, 'agent')
    return async () => {
      await host.stop()
      counter.stop()
      await database.drop()
    }
  })

  const path = (query = '') => `/api/authorities/${world.authority}/modules${query}`
  const pages = async (query: string) => {
    const rows: Row[] = []
    for (let page = 1; ; page++) {
      const { status, body } = await agent.get(path(`?${query}&page=${page}`))
      if (status !== 200) throw new Error(JSON.stringify(body) + host.output())
      if (!body.data.length) return { rows, total: body.meta.total as number, pages: page - 1 }
      rows.push(...(body.data as Row[]))
    }
  }

  test('asks as much of the database for a page of fifty schools as for one', async ({
    assert,
  }) => {
    const trips = async (query: string) => {
      const counts: number[] = []
      for (let turn = 0; turn < 3; turn++)
        counts.push((await counter.during(() => agent.get(path(query)))).trips)
      return Math.min(...counts)
    }
    for (const state of ['', 'state=on&'])
      assert.equal(await trips(`?${state}q=Lyc%C3%A9e`), await trips(`?${state}q=0980001A`))
    assert.lengthOf((await agent.get(path('?q=Lyc%C3%A9e'))).body.data, 50)
    assert.lengthOf((await agent.get(path('?q=0980001A'))).body.data, 1)
  })

  test('pages through all the schools, in order of name', async ({ assert }) => {
    const { rows, total, pages: count } = await pages('')
    assert.equal(total, SCHOOLS + world.schools.length)
    assert.equal(count, Math.ceil(total / 50))
    assert.lengthOf(new Set(rows.map(({ uai }) => uai)), total)
    const names = rows.filter(({ name }) => name.startsWith('Lycée')).map(({ name }) => name)
    assert.deepEqual(names, names.toSorted())
  })

  test('a state keeps the schools that have a module in it, and counts and pages them alone', async ({
    assert,
  }) => {
    for (const [state, turns] of Object.entries({
      on: ['on', 'pause over'],
      paused: ['paused'],
      forbidden: ['forbidden'],
    })) {
      const { rows, total, pages: count } = await pages(`state=${state}`)
      assert.equal(total, (SCHOOLS / TURNS.length) * turns.length, state)
      assert.lengthOf(new Set(rows.map(({ uai }) => uai)), total)
      assert.equal(count, Math.ceil(total / 50))
      for (const { uai, cells } of rows) {
        assert.equal(cells['hello']!.state, state)
        assert.isTrue(turns.includes(TURNS[Number(uai.slice(3, 7)) % 5] ?? ''))
      }
    }
    const broken = await pages('state=needs-settings')
    assert.deepEqual(
      broken.rows.map(({ name }) => name),
      ['Lycée 001', 'Lycée 002', 'Lycée 003']
    )
    assert.equal((await pages('state=not-offered')).total, 0)
    assert.equal((await pages('state=unavailable')).total, 0)
  })

  test('a state and a search narrow together', async ({ assert }) => {
    const { rows, total } = await pages('state=paused&q=Portville')
    assert.equal(total, 40 / TURNS.length)
    assert.isTrue(rows.every(({ cells }) => cells['hello']!.state === 'paused'))
  })

  test('an exception is told from the offer to all', async ({ assert }) => {
    const { body } = await agent.get(path('?q=0980003A'))
    assert.containsSubset(body.data[0].cells, {
      hello: { offer: 'forbidden', exception: true },
      actualites: { offer: 'offered', exception: false },
    })
  })

  test('an unknown state is refused by its name; somebody else finds nothing here', async ({
    assert,
  }) => {
    const refused = await agent.get(path('?state=perhaps'))
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].field, 'state')
    const head = await signedIn(host.url, 'head.1')
    assert.equal((await head.get(path())).status, 404)
  })
})
