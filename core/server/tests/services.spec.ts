import { test } from '@japa/runner'
import type { Visitor } from '../../testing/src/visitor.ts'
import { arena, ONE, TWO } from './arena.ts'
import { APPEL, FOND, MOTS, SECRETS } from './service_plugins.ts'

const PLUGINS = [APPEL, MOTS, FOND, SECRETS]
const role = (id: string) => ({ role: `plugin_${id}`, schema: `plugin_${id}` })

test.group('Services between plugins', (group) => {
  const here = arena(group, { plugins: PLUGINS })
  let head: Visitor
  let pupil: Visitor

  /** How many lines of a text each plugin keeps. */
  const kept = async (text: string) => {
    const counts: Record<string, number> = {}
    for (const id of ['appel', 'mots', 'fond']) {
      const [row] = await here.query<{ lines: number }>(
        `select count(*)::int as lines from plugin_${id}.lines where text = '${text}'`
      )
      counts[id] = row!.lines
    }
    return counts
  }
  const turn = (id: string, on: boolean) => head.put(`${ONE}/plugins/${id}`, { on })
  const call = (path: string, text?: string) =>
    text === undefined
      ? head.get(`${ONE}/p/appel/${path}`)
      : head.post(`${ONE}/p/appel/${path}`, { text })

  group.setup(async () => {
    head = await here.as('head.1')
    pupil = await here.as('student.1')
    for (const { id } of PLUGINS) await turn(id, true)
  })

  test('a declared service is found, and gone while its plugin is off, paused or absent', async ({
    assert,
  }) => {
    const there = async (visitor = head) =>
      (await visitor.get(`${ONE}/p/appel/there`)).body as object
    assert.deepEqual(await there(), { mots: true, absent: false })
    await turn('mots', false)
    assert.deepEqual(await there(), { mots: false, absent: false })
    await turn('mots', true)
    const pause = { mode: 'off', until: null, reason: 'Essai' }
    await head.put(`${ONE}/plugins/mots/pause`, { ...pause, profiles: ['student'] })
    assert.deepEqual(await there(), { mots: true, absent: false })
    assert.deepEqual(await there(pupil), { mots: false, absent: false })
    await head.put(`${ONE}/plugins/mots/pause`, { ...pause, profiles: [] })
    assert.deepEqual(await there(), { mots: false, absent: false })
    await head.delete(`${ONE}/plugins/mots/pause`)
    assert.deepEqual(await there(), { mots: true, absent: false })
    assert.equal((await call('undeclared')).status, 500)
  })

  test('while it may only be read, it is there for reads and not for writes', async ({
    assert,
  }) => {
    await call('both', 'before the pause')
    const pause = { profiles: [], mode: 'read-only', until: null, reason: 'Essai' }
    await head.put(`${ONE}/plugins/mots/pause`, pause)
    const read = await call('texts')
    assert.include(read.body.theirs, 'before the pause')
    assert.equal((await call('both', 'during the pause')).status, 500)
    assert.deepEqual(await kept('during the pause'), { appel: 0, mots: 0, fond: 0 })
    await head.delete(`${ONE}/plugins/mots/pause`)
    assert.equal((await call('both', 'after the pause')).status, 200)
    assert.deepEqual(await kept('after the pause'), { appel: 1, mots: 1, fond: 0 })
  })

  test('each query runs under its own plugin, however they are mingled, three deep', async ({
    assert,
  }) => {
    const school = here.world.schools[0]!.id
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
  }).timeout(60_000)

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
    const other = await here.as('head.2')
    const beside = async () => {
      for (let round = 0; round < 20; round++)
        assert.equal((await other.get(`${TWO}/p/appel/there`)).status, 200)
    }
    const orphans = async () => {
      for (let round = 0; round < 10; round++)
        for (const text of [undefined, 'orphan'])
          assert.equal((await call('orphan', text)).status, 500)
    }
    await other.put(`${TWO}/plugins/appel`, { on: true })
    await Promise.all([beside(), beside(), orphans(), orphans()])
    assert.deepEqual(await kept('orphan'), { appel: 0, mots: 0, fond: 0 })
    assert.include(here.hosts[0]!.output(), 'a failure that nobody heard')
    assert.include(here.hosts[0]!.output(), 'the transaction ended before this query was sent')
    assert.notInclude(here.hosts[0]!.output(), 'does not exist')
  }).timeout(60_000)

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
    await here.query(`update core.activations set active = false where plugin = 'mots'`)
    const refused = await call('caught', 'write')
    assert.equal(refused.status, 200, JSON.stringify(refused.body))
    assert.equal(refused.body.caught, 'PR404')
    assert.include(refused.body.where, role('appel'))
    assert.deepEqual(await kept('after write'), { appel: 1, mots: 0, fond: 0 })
    assert.deepEqual(await kept('write'), { appel: 0, mots: 0, fond: 0 })
    await here.query(`update core.activations set active = true where plugin = 'mots'`)
  })
})
