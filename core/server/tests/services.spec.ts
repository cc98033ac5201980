import { test } from '@japa/runner'
import { runAce } from '../../testing/src/ace.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { PluginHome } from '../../testing/src/temp_plugins.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'
import { APPEL, FOND, MOTS, SECRETS } from './service_plugins.ts'

const IDS = ['appel', 'mots', 'fond', 'secrets']
const role = (id: string) => ({ role: `plugin_${id}`, schema: `plugin_${id}` })

test.group('Services between plugins', (group) => {
  let database: TestDatabase
  let host: TestHost
  let world: TwinSchools
  let head: Visitor
  let pupil: Visitor
  const home = new PluginHome()
  const base = '/api/schools/0990001N'

  const query = <Row extends object>(sql: string) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query<Row>(sql)).rows)
  /** How many lines of a text each plugin keeps. */
  const kept = async (text: string) => {
    const counts: Record<string, number> = {}
    for (const id of ['appel', 'mots', 'fond']) {
      const [row] = await query<{ lines: number }>(
        `select count(*)::int as lines from plugin_${id}.lines where text = '${text}'`
      )
      counts[id] = row!.lines
    }
    return counts
  }
  const turn = (id: string, on: boolean) => head.put(`${base}/plugins/${id}`, { on })
  const call = (path: string, text?: string) =>
    text === undefined
      ? head.get(`${base}/p/appel/${path}`)
      : head.post(`${base}/p/appel/${path}`, { text })

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    for (const one of [APPEL, MOTS, FOND, SECRETS]) home.write(one)
    await runAce(database, ['migrate'], { PREAU_PLUGINS: home.path })
    await query(
      `insert into core.offers (authority_id, plugin, state) select id, p, 'offered' from core.authorities, unnest(array['${IDS.join("','")}']) as p`
    )
    host = await startHost(database, { PREAU_PLUGINS: home.path, LOG_LEVEL: 'error' })
    head = await signedIn(host.url, 'head.1')
    pupil = await signedIn(host.url, 'student.1')
    for (const id of IDS) await turn(id, true)
    return async () => {
      await host.stop()
      await database.drop()
      home.remove()
    }
  })

  test('a declared service is found, and gone while its plugin is off, paused or absent', async ({
    assert,
  }) => {
    const there = async (visitor = head) =>
      (await visitor.get(`${base}/p/appel/there`)).body as object
    assert.deepEqual(await there(), { mots: true, absent: false })
    await turn('mots', false)
    assert.deepEqual(await there(), { mots: false, absent: false })
    await turn('mots', true)
    const pause = { mode: 'off', until: null, reason: 'Essai' }
    await head.put(`${base}/plugins/mots/pause`, { ...pause, profiles: ['student'] })
    assert.deepEqual(await there(), { mots: true, absent: false })
    assert.deepEqual(await there(pupil), { mots: false, absent: false })
    await head.put(`${base}/plugins/mots/pause`, { ...pause, profiles: [] })
    assert.deepEqual(await there(), { mots: false, absent: false })
    await head.delete(`${base}/plugins/mots/pause`)
    assert.deepEqual(await there(), { mots: true, absent: false })
    assert.equal((await call('undeclared')).status, 500)
  })

  test('while it may only be read, it is there for reads and not for writes', async ({ assert }) => {
    await call('both', 'before the pause')
    const pause = { profiles: [], mode: 'read-only', until: null, reason: 'Essai' }
    await head.put(`${base}/plugins/mots/pause`, pause)
    const read = await call('texts')
    assert.include(read.body.theirs, 'before the pause')
    assert.equal((await call('both', 'during the pause')).status, 500)
    assert.deepEqual(await kept('during the pause'), { appel: 0, mots: 0, fond: 0 })
    await head.delete(`${base}/plugins/mots/pause`)
    assert.equal((await call('both', 'after the pause')).status, 200)
    assert.deepEqual(await kept('after the pause'), { appel: 1, mots: 1, fond: 0 })
  })

  test('each query runs under its own plugin, however they are mingled, three deep', async ({
    assert,
  }) => {
    const school = world.schools[0]!.id
    const [appel, mots, fond] = ['appel', 'mots', 'fond'].map((id) => ({ ...role(id), school }))
    const expected = [appel, mots, appel, [mots, fond, mots], appel, mots, appel]
    for (let round = 0; round < 40; round++) {
      const { body } = await call('together')
      assert.deepEqual(body, expected)
    }
    for (let round = 0; round < 20; round++) {
      const { status, body } = await call('together', 'mingled')
      assert.equal(status, 200, JSON.stringify(body))
      assert.deepEqual(body[4], appel)
    }
    assert.deepEqual(await kept('mingled'), { appel: 60, mots: 60, fond: 20 })
  })

  test('what a service throws undoes its own writes and those beneath it, and no other', async ({
    assert,
  }) => {
    const thrown = await call('caught', 'throws')
    assert.equal(thrown.body.caught, 'E_MOTS', JSON.stringify(thrown.body))
    assert.include(thrown.body.where, role('appel'))
    const broken = await call('caught', 'breaks')
    assert.equal(broken.body.caught, '22012')
    assert.include(broken.body.where, role('appel'))
    for (const text of ['lost', 'lost too'])
      assert.deepEqual(await kept(text), { appel: 0, mots: 0, fond: 0 })
    for (const text of ['before throws', 'after throws', 'before breaks', 'after breaks'])
      assert.deepEqual(await kept(text), { appel: 1, mots: 0, fond: 0 })
    const survived = await call('caught', 'survives')
    assert.equal(survived.body.caught, 'plugin_mots')
    assert.deepEqual(await kept('kept'), { appel: 0, mots: 1, fond: 0 })
    assert.deepEqual(await kept('kept too'), { appel: 0, mots: 1, fond: 0 })
  })

  test('a query that its request left behind is never sent, and its failure stops nobody', async ({
    assert,
  }) => {
    const other = await signedIn(host.url, 'head.2')
    const beside = async () => {
      for (let round = 0; round < 20; round++)
        assert.equal((await other.get('/api/schools/0990003R/p/appel/there')).status, 200)
    }
    const orphans = async () => {
      for (let round = 0; round < 10; round++)
        for (const text of [undefined, 'orphan'])
          assert.equal((await call('orphan', text)).status, 500)
    }
    await other.put('/api/schools/0990003R/plugins/appel', { on: true })
    await Promise.all([beside(), beside(), orphans(), orphans()])
    assert.deepEqual(await kept('orphan'), { appel: 0, mots: 0, fond: 0 })
    assert.include(host.output(), 'a failure that nobody heard')
    assert.include(host.output(), 'the transaction ended before this query was sent')
    assert.notInclude(host.output(), 'does not exist')
  })

  test('what the caller throws undoes everything', async ({ assert }) => {
    assert.equal((await call('thrown', 'nothing stays')).status, 500)
    assert.deepEqual(await kept('nothing stays'), { appel: 0, mots: 0, fond: 0 })
  })

  test('a service may be called inside a transaction of one’s own, and beside one', async ({
    assert,
  }) => {
    const nested = await call('nested', 'nested')
    assert.equal(nested.status, 200, JSON.stringify(nested.body))
    assert.include(nested.body.inside, role('appel'))
    assert.include(nested.body.after, role('appel'))
    assert.deepEqual(await kept('nested'), { appel: 1, mots: 1, fond: 0 })
    assert.deepEqual(await kept('undone'), { appel: 0, mots: 0, fond: 0 })
    for (let round = 0; round < 10; round++) {
      const { status, body } = await call('beside', 'beside')
      assert.equal(status, 200, JSON.stringify(body))
      for (const index of [0, 2, 3]) assert.include(body[index], role('appel'))
    }
    assert.deepEqual(await kept('beside'), { appel: 30, mots: 10, fond: 0 })
    assert.equal((await call('by-hand', '')).status, 500)
  }).timeout(60_000)

  test('a service that goes off unheard of refuses the call, and the caller goes on', async ({
    assert,
  }) => {
    assert.equal((await call('both', 'heard')).status, 200)
    await query(`update core.activations set active = false where plugin = 'mots'`)
    const refused = await call('caught', 'write')
    assert.equal(refused.status, 200, JSON.stringify(refused.body))
    assert.equal(refused.body.caught, 'PR404')
    assert.include(refused.body.where, role('appel'))
    assert.deepEqual(await kept('after write'), { appel: 1, mots: 0, fond: 0 })
    assert.deepEqual(await kept('write'), { appel: 0, mots: 0, fond: 0 })
    await query(`update core.activations set active = true where plugin = 'mots'`)
  })
})
