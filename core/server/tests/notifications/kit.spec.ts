import { test } from '@japa/runner'
import { FIRST, newsroom } from './newsroom.ts'

test.group('What a plugin may tell', (group) => {
  const room = newsroom(group)
  const members = () => room.world.schools[0]!.members
  const here = `/api/schools/${FIRST}`

  test('members by name, each in his language; nobody else', async ({ assert }) => {
    const to = [
      members()['student'],
      members()['teacher'],
      room.world.schools[1]!.members['student'],
    ]
    const { status, body } = await room.ring('head.1', { to, values: { who: 'Odile' } })
    assert.equal(status, 200, JSON.stringify(body) + room.host.output())
    await room.settled()
    assert.deepEqual(await room.bell('student.1'), ['On sonne : Odile'])
    assert.deepEqual(await room.bell('teacher.1'), ['On sonne : Odile'])
    assert.deepEqual(await room.bell('student.2'), [])
    const pupil = await room.as('student.1')
    pupil.headers['Accept-Language'] = 'en'
    assert.deepEqual(await room.bell('student.1'), ['Ringing: Odile'])
    delete pupil.headers['Accept-Language']
  })

  test('what a request undoes is told to nobody; a job tells too, as the school', async ({
    assert,
  }) => {
    const to = [members()['head'], members()['guardian']]
    const words = (who: string) => ({ to, values: { who } })
    assert.equal((await room.ring('head.1', { ...words('rien'), change: true })).status, 409)
    assert.equal((await room.ring('head.1', { ...words('travail'), later: true })).status, 200)
    await room.settled()
    const left = () => room.query(`select from core.outbox where plugin = 'sonnette'`)
    while ((await left()).length) await new Promise((resolve) => setTimeout(resolve, 40))
    await room.settled()
    assert.deepEqual(await room.bell('guardian.1'), ['On sonne : travail'])
    assert.deepEqual(await room.bell('head.1'), ['On sonne : travail'])
  })

  test('only the profiles of its kind are told and choose', async ({ assert }) => {
    const to = [members()['student'], members()['teacher']]
    const before = await room.bell('student.1')
    await room.ring('head.1', { kind: 'staff', to, values: { who: 'réunion' } })
    await room.settled()
    assert.deepEqual(await room.bell('student.1'), before)
    assert.include(await room.bell('teacher.1'), 'Pour l’équipe : réunion')
    const kinds = async (who: string) => {
      const { body } = await (await room.as(who)).get('/api/me/notifications/choices')
      const modules: { plugin: string; kinds: { kind: string }[] }[] = body.schools[0].modules
      return modules.find(({ plugin }) => plugin === 'sonnette')!.kinds.map(({ kind }) => kind)
    }
    assert.deepEqual(await kinds('student.1'), ['ring', 'alarm'])
    assert.deepEqual(await kinds('teacher.1'), ['ring', 'staff', 'alarm'])
  })

  test('an unknown kind, a page elsewhere, a stranger to the form of an id: refused, nothing kept', async ({
    assert,
  }) => {
    const notices = () => room.query('select from core.notices')
    const before = (await notices()).length
    const to = [members()['student']]
    for (const wrong of [
      { to, kind: '__proto__' },
      { to, kind: 'other' },
      { to, path: 'https://example.org' },
      { to, path: '//example.org' },
      { to, path: '../hello' },
      { to: ["x' or true --"] },
      { to, values: { who: 'x'.repeat(70_000) } },
    ])
      assert.isAtLeast(
        (await room.ring('head.1', wrong)).status,
        422,
        JSON.stringify(wrong).slice(0, 80)
      )
    assert.lengthOf(await notices(), before)
  })

  test('the function for messages: what a pupil sends waits, what staff send to staff does not', async ({
    assert,
  }) => {
    const head = await room.as('head.1')
    const week = [...Array(5).fill({ opens: '07:00', closes: '20:00' }), null, null]
    const hours = { week, zone: 'C', holidays: true, exceptions: [], bypass: ['head'] }
    assert.equal((await head.put(`${here}/quiet-hours`, hours)).status, 200)
    const at = '2026-11-24T22:00:00+01:00'
    const delivery = async (who: string, body: object) =>
      (await (await room.as(who)).post(`${here}/p/sonnette/delivery`, { at, ...body })).body.at
    const morning = '2026-11-25T06:00:00.000Z'
    assert.equal(await delivery('student.1', { to: ['teacher'] }), morning)
    assert.equal(await delivery('teacher.1', { to: ['student'] }), morning)
    assert.equal(await delivery('teacher.1', { to: ['teacher'] }), '2026-11-24T21:00:00.000Z')
    assert.equal(await delivery('head.1', { from: ['guardian'], to: ['head'] }), morning)
    await room.hours(FIRST, 'open')
  })
})
