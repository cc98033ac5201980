import { test } from '@japa/runner'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE } from '../arena.ts'
import { FOND, MOTS, ZELE } from '../service_plugins.ts'

const ROUNDS = 30

test.group('Modules that need another', (group) => {
  const here = arena(group, { plugins: [MOTS, FOND, ZELE], hosts: 2 })
  let head: Visitor

  const turn = (id: string, on: boolean) => head.put(`${ONE}/plugins/${id}`, { on })
  const page = async () => (await head.get(`${ONE}/p/zele`)).status
  const shown = async () => {
    const { state, active, on, missing } = (await head.get(`${ONE}/plugins/zele`)).body
    return { state, active, on, modules: missing.modules.map(({ id }: { id: string }) => id) }
  }
  const waiting = { state: 'needs-modules', active: false, on: true, modules: ['mots'] }
  const working = { state: 'on', active: true, on: true, modules: [] }

  group.setup(async () => {
    head = await here.as('head.1')
  })
  group.each.setup(async () => {
    for (const id of ['zele', 'mots']) await turn(id, false)
  })

  test('one is not switched on before what it needs, and the refusal names that', async ({
    assert,
  }) => {
    const refused = await turn('zele', true)
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].code, 'E_MODULES_MISSING')
    assert.deepEqual(refused.body.missing, {
      settings: [],
      modules: [{ id: 'mots', name: 'mots' }],
    })
    const preview = await head.post(`${ONE}/plugins/zele/preview`, { on: true })
    assert.isFalse(preview.body.possible)
    await turn('mots', true)
    assert.equal((await turn('zele', true)).status, 200)
    assert.deepEqual(await shown(), working)
    assert.equal(await page(), 200)
  })

  test('what needs it stops with it, and works again with it, without anybody touching it', async ({
    assert,
  }) => {
    await turn('mots', true)
    await turn('zele', true)
    const preview = await head.post(`${ONE}/plugins/mots/preview`, { on: false })
    assert.deepEqual(preview.body.dependents, [{ id: 'zele', name: 'zele' }])
    await turn('mots', false)
    assert.deepEqual(await shown(), waiting)
    assert.equal(await page(), 404)
    const portal = await head.get(`${ONE}/portal`)
    assert.notInclude(JSON.stringify(portal.body), 'zele')
    await turn('mots', true)
    assert.deepEqual(await shown(), working)
    assert.equal(await page(), 200)
  })

  test('so it is when the switch is taken back, and when the authority forbids and offers', async ({
    assert,
  }) => {
    const agent = await here.as('agent')
    const offer = (state: string) =>
      agent.put(`/api/authorities/${here.world.authority}/offers`, {
        ...{ plugin: 'mots', offer: state },
      })
    await turn('mots', true)
    await turn('zele', true)
    const { line } = (await turn('mots', false)).body
    assert.equal(await page(), 404)
    assert.equal((await head.post(`${ONE}/plugins/mots/ledger/${line}/undo`)).status, 200)
    assert.equal(await page(), 200)
    await offer('forbidden')
    assert.deepEqual(await shown(), waiting)
    assert.equal(await page(), 404)
    await offer('offered')
    assert.deepEqual(await shown(), working)
    assert.equal(await page(), 200)
  })

  test('a pause of the needed one leaves the other on, without its service', async ({ assert }) => {
    await turn('mots', true)
    await turn('zele', true)
    const pause = { profiles: [], mode: 'off', until: null, reason: 'Essai' }
    await head.put(`${ONE}/plugins/mots/pause`, pause)
    assert.deepEqual(await shown(), working)
    assert.equal(await page(), 200)
    assert.equal((await head.post(`${ONE}/p/zele/write`)).status, 500)
    await head.delete(`${ONE}/plugins/mots/pause`)
    assert.equal((await head.post(`${ONE}/p/zele/write`)).status, 200)
  })

  test('writes through a service and switches of it never wait for one another in a ring', async ({
    assert,
  }) => {
    await turn('mots', true)
    await turn('zele', true)
    const statuses = new Set<number>()
    let working = true
    const write = async (visitor: Visitor) => {
      while (working) statuses.add((await visitor.post(`${ONE}/p/zele/write`)).status)
    }
    const crowd = await Promise.all([0, 1, 0, 1].map((host) => here.as('head.1', host)))
    const writing = crowd.map(write)
    for (let round = 0; round < ROUNDS; round++)
      assert.equal((await turn('mots', round % 2 === 1)).status, 200)
    working = false
    await Promise.all(writing)
    assert.sameMembers([...statuses], [200, 404])
    const [rows] = await here.query<{ pairs: boolean; some: boolean }>(
      `select (select count(*) from plugin_zele.lines) = (select count(*) from plugin_mots.lines where text = 'for zele') as pairs,
       exists (select from plugin_zele.lines) as some`
    )
    assert.deepEqual(rows, { pairs: true, some: true })
  }).timeout(120_000)
})
