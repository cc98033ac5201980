import { test } from '@japa/runner'
import type { Answer, Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE } from '../arena.ts'

const PATH = `${ONE}/plugins/hello`
const ROUNDS = 8

interface Line {
  id: string
  before: { isOn: boolean; offer: string }
  after: { isOn: boolean; offer: string }
}

test.group('Several who change the same module at once, on two processes', (group) => {
  const here = arena(group, { hosts: 2 })
  let heads: Visitor[]

  const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort()
  const lines = () =>
    here.query<Line>(
      `select id, before, after from core.ledger where plugin = 'hello' and school_id = $1 order by revision`,
      [here.world.schools[0]!.id]
    )
  const facts = async () =>
    (
      await here.query<{ isOn: boolean; active: boolean }>(
        `select is_on as "isOn", active from core.activations where plugin = 'hello' and school_id = $1`,
        [here.world.schools[0]!.id]
      )
    )[0]
  /** Each line begins where the one before it ended. */
  const chained = (all: Line[]) =>
    all.every(
      ({ before }, index) =>
        index === 0 ||
        (before.isOn === all[index - 1]!.after.isOn && before.offer === all[index - 1]!.after.offer)
    )

  group.setup(async () => {
    heads = await Promise.all([0, 1].map((host) => here.as('head.1', host)))
  })

  test('of two who take the same line back, one does and the other is told', async ({ assert }) => {
    for (let round = 0; round < ROUNDS; round++) {
      const on = round % 2 === 0
      const { line } = (await heads[0]!.put(PATH, { on })).body
      const answers = await Promise.all(heads.map((one) => one.post(`${PATH}/ledger/${line}/undo`)))
      assert.deepEqual(statuses(answers), [200, 409])
      const refused = answers.find(({ status }) => status === 409)!
      assert.equal(refused.body.errors[0].code, 'E_UNDO_STALE')
      assert.equal((await facts())!.isOn, !on)
      const undoing = await here.query(`select from core.ledger where undoes = $1`, [line])
      assert.lengthOf(undoing, 1)
      await heads[0]!.put(PATH, { on })
    }
    assert.isTrue(chained(await lines()))
  })

  test('taking a line back while somebody changes the module: one of them comes first', async ({
    assert,
  }) => {
    for (let round = 0; round < ROUNDS; round++) {
      await heads[0]!.put(PATH, { on: false })
      const { line } = (await heads[0]!.put(PATH, { on: true })).body
      const [undone, paused] = await Promise.all([
        heads[0]!.post(`${PATH}/ledger/${line}/undo`),
        heads[1]!.put(`${PATH}/pause`, { profiles: [], mode: 'off', until: null, reason: 'Essai' }),
      ])
      assert.equal(paused!.status, 200)
      assert.include([200, 409], undone!.status)
      assert.equal((await facts())!.isOn, undone!.status === 409)
      await heads[0]!.delete(`${PATH}/pause`)
    }
  })

  test('as many lines as changes, in one chain, and what stands is what the last one says', async ({
    assert,
  }) => {
    const before = (await lines()).length
    const wishes = Array.from({ length: 24 }, (_, index) =>
      heads[index % 2]!.put(PATH, { on: index % 3 === 0 })
    )
    const answers = await Promise.all(wishes)
    assert.deepEqual([...new Set(statuses(answers))], [200])
    const all = await lines()
    const changed = answers.filter(({ body }) => body.line !== null)
    assert.equal(all.length - before, changed.length)
    assert.isTrue(chained(all))
    assert.equal(new Set(changed.map(({ body }) => body.revision)).size, changed.length)
    const stands = await facts()
    assert.deepEqual(stands, { isOn: all.at(-1)!.after.isOn, active: all.at(-1)!.after.isOn })
    for (const head of heads)
      assert.equal((await head.get(`${ONE}/p/hello`)).status, stands!.isOn ? 200 : 404)
  })

  test('two agents who change the same offer leave one that holds, everywhere', async ({
    assert,
  }) => {
    const agents = await Promise.all([0, 1].map((host) => here.as('agent', host)))
    const offers = `/api/authorities/${here.world.authority}/offers`
    await heads[0]!.put(PATH, { on: true })
    for (let round = 0; round < ROUNDS; round++) {
      const wishes = round % 2 ? ['offered', 'forbidden'] : ['forbidden', 'offered']
      const answers = await Promise.all(
        wishes.map((offer, index) => agents[index]!.put(offers, { plugin: 'hello', offer }))
      )
      assert.deepEqual(statuses(answers), [200, 200])
      const [held] = await here.query<{ state: string }>(
        `select state from core.offers where plugin = 'hello' and school_id is null`
      )
      assert.equal((await facts())!.active, held!.state === 'offered')
    }
    assert.isTrue(chained(await lines()))
  })

  test('one offers an exception while another ends it, and a school switches meanwhile', async ({
    assert,
  }) => {
    const agent = await here.as('agent')
    const offers = `/api/authorities/${here.world.authority}/offers`
    const schools = ['0990001N']
    await agent.put(offers, { plugin: 'hello', offer: 'offered' })
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await Promise.all([
        agent.put(offers, { plugin: 'hello', offer: 'recommended', schools }),
        heads[1]!.put(PATH, { on: round % 2 === 0 }),
        agent.put(offers, { plugin: 'hello', offer: 'inherit', schools }),
      ])
      assert.deepEqual(statuses(answers), [200, 200, 200])
    }
    const all = await lines()
    assert.isTrue(chained(all))
    const [{ offer }] = (await heads[0]!.get(`${ONE}/plugins`)).body.data.filter(
      ({ id }: { id: string }) => id === 'hello'
    )
    assert.equal(all.at(-1)!.after.offer, offer)
  })
})
