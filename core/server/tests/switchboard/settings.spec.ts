import { test } from '@japa/runner'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE } from '../arena.ts'
import { REGLAGES } from '../settings_plugin.ts'

const PATH = `${ONE}/plugins/reglages`
const GOOD = { room: 'B12', seats: 12, days: ['mon'], mail: 'cdi@preau.example' }

test.group('Settings', (group) => {
  const here = arena(group, { plugins: [REGLAGES] })
  let head: Visitor

  const turn = (on: boolean) => head.put(PATH, { on })
  const set = (values: unknown) => head.put(`${PATH}/settings`, { values })
  const stored = async () => ({
    settings: (await head.get(`${PATH}/settings`)).body.values,
    lines: (await head.get(`${PATH}/ledger`)).body.meta.total,
    used: (await head.get(`${ONE}/p/reglages`)).body,
  })

  group.setup(async () => {
    head = await here.as('head.1')
  })

  test('a module that lacks settings is not switched on, and says which in the caller’s language', async ({
    assert,
  }) => {
    const refused = await turn(true)
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].code, 'E_SETTINGS_MISSING')
    assert.deepEqual(refused.body.missing, {
      settings: [
        { field: 'room', message: '«\u00a0Salle\u00a0»\u00a0: Cette valeur est nécessaire.' },
        { field: 'mail', message: '«\u00a0Adresse\u00a0»\u00a0: Cette valeur est nécessaire.' },
      ],
      modules: [],
    })
    const preview = await head.post(`${PATH}/preview`, { on: true })
    assert.isFalse(preview.body.possible)
    assert.deepEqual(preview.body.missing, refused.body.missing)
    head.headers = { 'Accept-Language': 'en' }
    const english = await turn(true)
    assert.equal(english.body.missing.settings[0].message, '“Room”: This value is needed.')
    head.headers = {}
    assert.equal((await head.get(PATH)).body.state, 'off')
    assert.equal((await head.get(`${PATH}/ledger`)).body.meta.total, 0)
  })

  test('with them it works, and defaults fill what is left out', async ({ assert }) => {
    assert.equal((await set({ room: 'B12', mail: 'cdi@preau.example' })).status, 200)
    assert.equal((await turn(true)).status, 200)
    assert.deepEqual((await head.get(`${ONE}/p/reglages`)).body, {
      room: 'B12',
      seats: 30,
      days: ['mon', 'tue'],
      mail: 'cdi@preau.example',
    })
  })

  test('a value that does not pass is named in our words, and nothing is changed', async ({
    assert,
  }) => {
    const before = await stored()
    const refusals: [object, string, RegExp][] = [
      [{ room: 12 }, 'room', /texte/],
      [{ room: 'x'.repeat(41) }, 'room', /40 caractères/],
      [{ room: null }, 'room', /nécessaire/],
      [{ seats: 'beaucoup' }, 'seats', /nombre/],
      [{ seats: 0 }, 'seats', /de 1 à 100/],
      [{ seats: 1.5 }, 'seats', /entier/],
      [{ days: 'mon' }, 'days', /liste/],
      [{ days: ['sun'] }, 'days.0', /choisir/],
      [{ days: ['mon', 'mon'] }, 'days', /deux fois/],
      [{ mail: 'personne' }, 'mail', /électronique/],
    ]
    for (const [change, field, words] of refusals) {
      const { status, body } = await set({ ...GOOD, ...change })
      assert.equal(status, 422, JSON.stringify(change))
      const [error] = body.errors
      assert.deepEqual([error.code, error.field], ['E_VALIDATION', field])
      assert.match(error.message, words)
    }
    for (const values of [undefined, null, 'x', 12, []]) {
      const { status, body } = await set(values)
      assert.deepEqual([status, body.errors[0].field], [422, 'values'])
    }
    assert.deepEqual(await stored(), before)
  })

  test('what the schema does not know is left out', async ({ assert }) => {
    await set({ ...GOOD, isOn: false, constructor: 'x', offer: 'required' })
    assert.deepEqual((await stored()).settings, GOOD)
  })

  test('the same again writes no line; another value writes one, that can be taken back', async ({
    assert,
  }) => {
    await set(GOOD)
    const before = await stored()
    const same = await set(GOOD)
    assert.deepEqual([same.status, same.body.line], [200, null])
    const changed = await set({ ...GOOD, room: 'C3' })
    const after = await stored()
    assert.equal(after.lines, before.lines + 1)
    assert.equal(after.used.room, 'C3')
    assert.equal((await head.post(`${PATH}/ledger/${changed.body.line}/undo`)).status, 200)
    assert.deepEqual((await stored()).settings, GOOD)
    assert.deepEqual((await stored()).used, GOOD)
  })

  test('settings that no longer pass keep a module from being active until they do', async ({
    assert,
  }) => {
    await here.query(`update core.activations set settings = '{}' where plugin = 'reglages'`)
    assert.equal((await head.get(PATH)).body.state, 'needs-settings')
    await set(GOOD)
    assert.equal((await head.get(PATH)).body.state, 'on')
    assert.deepEqual((await stored()).used, GOOD)
  })

  test('only the head and the committee read and change them', async ({ assert }) => {
    for (const identifier of ['teacher.1', 'student.1']) {
      const visitor = await here.as(identifier)
      assert.equal((await visitor.get(`${PATH}/settings`)).status, 403)
      assert.equal((await visitor.put(`${PATH}/settings`, { values: GOOD })).status, 403)
    }
  })
})
