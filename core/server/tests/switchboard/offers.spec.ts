import { test } from '@japa/runner'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE, TWO } from '../arena.ts'
import { REGLAGES } from '../settings_plugin.ts'

const UAIS = ['0990001N', '0990003R']
const MEMBERS = 8

test.group('Offers', (group) => {
  const here = arena(group, { plugins: [REGLAGES] })
  let agent: Visitor
  let heads: Visitor[]
  let path: string

  const offer = (body: object) => agent.put(`${path}/offers`, { plugin: 'hello', ...body })
  const preview = (body: object) =>
    agent.post(`${path}/offers/preview`, { plugin: 'hello', ...body })
  /** Offer and state in both schools, with a star for an exception. */
  const matrix = async (plugin = 'hello') =>
    (await agent.get(`${path}/modules`)).body.data.map(
      ({
        cells,
      }: {
        cells: Record<string, { offer: string; state: string; exception: boolean }>
      }) => {
        const { offer, state, exception } = cells[plugin]!
        return `${offer} ${state}${exception ? ' *' : ''}`
      }
    )
  const pages = async () => [
    (await heads[0]!.get(`${ONE}/p/hello`)).status,
    (await heads[1]!.get(`${TWO}/p/hello`)).status,
  ]
  const newest = async (school = ONE, head = heads[0]!) =>
    (await head.get(`${school}/plugins/hello/ledger`)).body.data[0]
  const everything = () =>
    here.query(
      `select 'offer' as of, to_jsonb(o) as row from core.offers o union all select 'activation', to_jsonb(a) from core.activations a
       union all select 'line', to_jsonb(l) from core.ledger l order by 1, 2`
    )

  group.setup(async () => {
    agent = await here.as('agent')
    heads = [await here.as('head.1'), await here.as('head.2')]
    path = `/api/authorities/${here.world.authority}`
  })
  group.each.setup(async () => {
    await offer({ offer: 'inherit', schools: UAIS })
    await offer({ offer: 'offered' })
    await heads[0]!.put(`${ONE}/plugins/hello`, { on: true })
    await heads[1]!.put(`${TWO}/plugins/hello`, { on: false })
  })

  test('required: on everywhere at once, and nobody switches it off', async ({ assert }) => {
    const told = (await preview({ offer: 'required' })).body
    assert.include(told, { schools: 2, unchanged: 0, gainPeople: MEMBERS, losePeople: 0 })
    const done = await offer({ offer: 'required', reason: 'Décision du conseil' })
    assert.deepEqual([done.status, done.body.schools], [200, 2])
    assert.deepEqual(await matrix(), ['required on', 'required on'])
    assert.deepEqual(await pages(), [200, 200])
    const refused = await heads[0]!.put(`${ONE}/plugins/hello`, { on: false })
    assert.deepEqual([refused.status, refused.body.errors[0].code], [422, 'E_REQUIRED'])
    const line = await newest(TWO, heads[1]!)
    assert.include(line, { action: 'offer', actor: 'Essai numérique', undoable: false })
    assert.equal(line.reason, 'Décision du conseil')
  })

  test('forbidden: off at once, its data and the school’s wish kept, and nobody switches it on', async ({
    assert,
  }) => {
    assert.include((await preview({ offer: 'forbidden' })).body, {
      ...{ schools: 2, gainPeople: 0, losePeople: MEMBERS },
    })
    await offer({ offer: 'forbidden' })
    assert.deepEqual(await matrix(), ['forbidden forbidden', 'forbidden forbidden'])
    assert.deepEqual(await pages(), [404, 404])
    const refused = await heads[1]!.put(`${TWO}/plugins/hello`, { on: true })
    assert.deepEqual([refused.status, refused.body.errors[0].code], [422, 'E_NOT_OFFERED'])
    assert.include((await preview({ offer: 'offered' })).body, { gainPeople: MEMBERS })
    await offer({ offer: 'offered' })
    assert.deepEqual(await pages(), [200, 404])
  })

  test('an exception wins over the default, and a new default leaves it alone', async ({
    assert,
  }) => {
    await offer({ offer: 'required', schools: [UAIS[1]] })
    assert.deepEqual(await matrix(), ['offered on', 'required on *'])
    assert.include((await preview({ offer: 'forbidden' })).body, { schools: 1, unchanged: 0 })
    const done = await offer({ offer: 'forbidden' })
    assert.equal(done.body.schools, 1)
    assert.deepEqual(await matrix(), ['forbidden forbidden', 'required on *'])
    assert.deepEqual(await pages(), [404, 200])
  })

  test('an exception ends: the general rule holds again, the preview and the ledger say so', async ({
    assert,
  }) => {
    await offer({ offer: 'required', schools: [UAIS[1]] })
    const wish = { offer: 'inherit', schools: UAIS }
    const told = (await preview(wish)).body
    assert.include(told, { schools: 1, unchanged: 1, gainPeople: 0, losePeople: MEMBERS })
    assert.match(
      told.sentences[0],
      /suivra de nouveau la règle générale dans 1 établissement.*offert/
    )
    const done = await offer({ ...wish, reason: 'Fin de l’essai' })
    assert.equal(done.body.schools, 1)
    assert.deepEqual(await matrix(), ['offered on', 'offered off'])
    assert.deepEqual(await pages(), [200, 404])
    const line = await newest(TWO, heads[1]!)
    assert.include(line, { action: 'offer', reason: 'Fin de l’essai' })
    assert.match(line.sentence, /applique de nouveau sa règle générale à Bonjour.*offert/)
    await offer({ offer: 'recommended' })
    assert.deepEqual(await matrix(), ['recommended on', 'recommended off'])
    const again = await offer(wish)
    assert.deepEqual([again.status, again.body.schools], [200, 0])
  })

  test('an exception that says the same as the rule ends too, and has held while the rule changed', async ({
    assert,
  }) => {
    await offer({ offer: 'recommended', schools: [UAIS[0]] })
    await offer({ offer: 'recommended' })
    assert.deepEqual(await matrix(), ['recommended on *', 'recommended off'])
    assert.equal((await offer({ offer: 'inherit', schools: [UAIS[0]] })).body.schools, 1)
    assert.deepEqual(await matrix(), ['recommended on', 'recommended off'])
  })

  test('an exception for a school goes where nothing is offered to the others', async ({
    assert,
  }) => {
    await offer({ offer: 'none' })
    assert.deepEqual(await pages(), [404, 404])
    await offer({ offer: 'offered', schools: [UAIS[0]] })
    assert.deepEqual(await pages(), [200, 404])
    await offer({ offer: 'inherit', schools: [UAIS[0]] })
    assert.deepEqual(await pages(), [404, 404])
  })

  test('a required module that lacks settings waits for them', async ({ assert }) => {
    await offer({ plugin: 'reglages', offer: 'required' })
    assert.deepEqual(await matrix('reglages'), [
      'required needs-settings',
      'required needs-settings',
    ])
    assert.equal((await heads[0]!.get(`${ONE}/p/reglages`)).status, 404)
    const values = { room: 'A', mail: 'a@preau.example' }
    await heads[0]!.put(`${ONE}/plugins/reglages/settings`, { values })
    assert.equal((await heads[0]!.get(`${ONE}/p/reglages`)).status, 200)
    await offer({ plugin: 'reglages', offer: 'offered' })
  })

  test('a wish that makes no sense is refused in one sentence, and nothing is changed', async ({
    assert,
  }) => {
    const before = await everything()
    const refusals: [object, number, string][] = [
      [{ offer: 'perhaps' }, 422, 'E_VALIDATION'],
      [{ offer: null }, 422, 'E_VALIDATION'],
      [{}, 422, 'E_VALIDATION'],
      [{ offer: 'inherit' }, 422, 'E_INHERIT_ALL'],
      [{ offer: 'offered', schools: [] }, 422, 'E_VALIDATION'],
      [{ offer: 'offered', schools: '0990001N' }, 422, 'E_VALIDATION'],
      [{ offer: 'required', schools: Array.from({ length: 1001 }, String) }, 422, 'E_VALIDATION'],
      [{ offer: 'required', schools: ['0990001N', '0999999A'] }, 404, 'E_NOT_FOUND'],
      [{ offer: 'required', schools: ["'; drop table core.offers; --"] }, 404, 'E_NOT_FOUND'],
      [{ plugin: 'unknown', offer: 'required' }, 404, 'E_NOT_FOUND'],
      [{ plugin: 12, offer: 'required' }, 422, 'E_VALIDATION'],
      [{ offer: 'required', reason: 'x'.repeat(501) }, 422, 'E_VALIDATION'],
    ]
    for (const [body, status, code] of refusals)
      for (const answer of [await offer(body), await preview(body)]) {
        assert.deepEqual(
          [answer.status, answer.body.errors[0].code],
          [status, code],
          JSON.stringify(body).slice(0, 80)
        )
        assert.lengthOf(answer.body.errors, 1)
      }
    assert.deepEqual(await everything(), before)
  })

  test('the same offer again changes nothing and writes no line', async ({ assert }) => {
    await offer({ offer: 'recommended' })
    const lines = async () => (await here.query(`select from core.ledger`)).length
    const before = await lines()
    assert.equal((await offer({ offer: 'recommended' })).body.schools, 0)
    assert.equal(await lines(), before)
  })
})
