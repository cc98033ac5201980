import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE } from '../arena.ts'
import { REGLAGES } from '../settings_plugin.ts'

const PATH = `${ONE}/plugins/reglages`
const PAGE = `${ONE}/p/reglages`
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString()
const EVERYBODY = { profiles: [], mode: 'off', until: null, reason: 'Essai' }

test.group('Pauses', (group) => {
  const here = arena(group, { plugins: [REGLAGES] })
  let head: Visitor
  let teacher: Visitor
  let pupil: Visitor

  const pause = (more: object) => head.put(`${PATH}/pause`, { ...EVERYBODY, ...more })
  const resume = () => head.delete(`${PATH}/pause`)
  /** What reading and writing answer. */
  const answers = async (visitor: Visitor) => [
    (await visitor.get(PAGE)).status,
    (await visitor.post(PAGE)).status,
  ]
  const lines = async () => (await head.get(`${PATH}/ledger`)).body.meta.total

  group.setup(async () => {
    head = await here.as('head.1')
    teacher = await here.as('teacher.1')
    pupil = await here.as('student.1')
    await head.put(`${PATH}/settings`, { values: { room: 'A', mail: 'a@preau.example' } })
    await head.put(PATH, { on: true })
  })
  group.each.setup(async () => void (await resume()))

  test('a pause for everybody stops everybody, one for a profile stops that profile', async ({
    assert,
  }) => {
    await pause({})
    for (const visitor of [head, teacher, pupil])
      assert.deepEqual(await answers(visitor), [404, 404])
    assert.deepEqual((await pupil.get(PAGE)).body, (await pupil.get('/api/nothing')).body)
    assert.equal((await head.get(PATH)).body.state, 'paused')
    await pause({ profiles: ['student', 'guardian'] })
    assert.deepEqual(await answers(pupil), [404, 404])
    assert.deepEqual(await answers(teacher), [200, 200])
    await resume()
    assert.deepEqual(await answers(pupil), [200, 200])
    assert.equal((await head.get(PATH)).body.state, 'on')
  })

  test('whoever holds another profile too is stopped only when all of them are', async ({
    assert,
  }) => {
    await here.query(
      `update core.members set profiles = array['student', 'teacher'] where school_id = $1 and profile = 'student'`,
      [here.world.schools[0]!.id]
    )
    await pause({ profiles: ['student'] })
    assert.deepEqual(await answers(pupil), [200, 200])
    await pause({ profiles: ['teacher', 'student'] })
    assert.deepEqual(await answers(pupil), [404, 404])
    await here.query(`update core.members set profiles = array[profile]`)
  })

  test('a read-only pause lets read and refuses writes', async ({ assert }) => {
    await pause({ mode: 'read-only', profiles: ['student'] })
    assert.deepEqual(await answers(pupil), [200, 404])
    assert.deepEqual(await answers(teacher), [200, 200])
    const portal = await pupil.get(`${ONE}/portal`)
    assert.include(portal.body.permissions, 'reglages.use')
  })

  test('a pause ends by the clock, for reads and for writes, and nobody has to end it', async ({
    assert,
  }) => {
    const until = Date.now() + 3_000
    await pause({ until: new Date(until).toISOString() })
    for (const work of [() => pupil.get(PAGE), () => pupil.post(PAGE)]) {
      const deadline = Date.now() + 15_000
      for (;;) {
        const { status } = await work()
        const now = Date.now()
        if (status === 200) {
          assert.isAtLeast(now, until)
          break
        }
        assert.equal(status, 404)
        assert.isBelow(now, deadline)
        await sleep(50)
      }
    }
    assert.equal((await head.get(PATH)).body.state, 'on')
  }).timeout(60_000)

  test('one that is to last until tomorrow lasts', async ({ assert }) => {
    await pause({ until: TOMORROW })
    assert.deepEqual(await answers(pupil), [404, 404])
    assert.equal((await head.get(PATH)).body.pause.until, TOMORROW)
  })

  test('a pause that says nothing sensible is refused, and nothing is changed', async ({
    assert,
  }) => {
    await pause({ profiles: ['student'], until: TOMORROW })
    const before = [(await head.get(PATH)).body.pause, await lines()]
    const refusals: [object, string, string][] = [
      [{ profiles: ['nobody'] }, 'E_VALIDATION', 'profiles.0'],
      [{ profiles: null }, 'E_VALIDATION', 'profiles'],
      [{ mode: 'on' }, 'E_VALIDATION', 'mode'],
      [{ until: 'demain' }, 'E_VALIDATION', 'until'],
      [{ until: '2026-13-45T10:00:00Z' }, 'E_VALIDATION', 'until'],
      [{ until: '2031-02-31T10:00:00Z' }, 'E_VALIDATION', 'until'],
      [{ until: '2031-02-01T10:00:00+99:99' }, 'E_VALIDATION', 'until'],
      [{ until: '2031-02-01T10:00:00' }, 'E_VALIDATION', 'until'],
      [{ until: '0000-01-01T00:00:00Z' }, 'E_VALIDATION', 'until'],
      [{ until: '2020-01-01T00:00:00Z' }, 'E_PAUSE_OVER', 'until'],
      [{ reason: 'x'.repeat(501) }, 'E_VALIDATION', 'reason'],
    ]
    for (const [more, code, field] of refusals) {
      const { status, body } = await pause(more)
      assert.equal(status, 422, JSON.stringify(more))
      assert.include(body.errors[0], { code, field })
    }
    assert.deepEqual([(await head.get(PATH)).body.pause, await lines()], before)
  })

  test('the ledger tells of a pause and of its end, and takes the end back', async ({ assert }) => {
    await pause({ profiles: ['student'], reason: 'Incident' })
    const ended = await resume()
    const { data } = (await head.get(`${PATH}/ledger`)).body
    assert.match(data[0].sentence, /mis fin à la pause/)
    assert.match(data[1].sentence, /en pause/)
    assert.equal(data[1].reason, 'Incident')
    assert.isNull((await resume()).body.line)
    await head.post(`${PATH}/ledger/${ended.body.line}/undo`)
    assert.deepEqual(await answers(pupil), [404, 404])
    assert.deepEqual(await answers(teacher), [200, 200])
  })

  test('a pause outlives a switching off', async ({ assert }) => {
    await pause({ profiles: ['student'] })
    await head.put(PATH, { on: false })
    assert.deepEqual(await answers(teacher), [404, 404])
    await head.put(PATH, { on: true })
    assert.deepEqual(await answers(pupil), [404, 404])
    assert.deepEqual(await answers(teacher), [200, 200])
  })
})
