import { test } from '@japa/runner'
import { FIRST, newsroom } from './newsroom.ts'

const SAID = (title: string) => `Nouvelle actualité\u00a0: «\u00a0${title}\u00a0»`

test.group('Quiet hours of a school', (group) => {
  const room = newsroom(group)
  const path = `/api/schools/${FIRST}/quiet-hours`
  const logged = (action: string) =>
    room.query<{ details: { reason?: string; after?: object }; member_id: string }>(
      `select details, member_id from core.audit_log where action = $1 order by id`,
      [action]
    )

  test('the national hours hold until the head says otherwise; others only look, or not even', async ({
    assert,
  }) => {
    const second = `/api/schools/0990003R/quiet-hours`
    await room.query('delete from core.quiet_hours')
    const { body } = await (await room.as('head.2')).get(second)
    assert.deepEqual(body.week[0], { opens: '07:00', closes: '20:00' })
    assert.deepEqual(body.week.slice(5), [null, null])
    assert.deepInclude(body, {
      zone: 'auto',
      zoneOfAcademy: null,
      holidays: true,
      bypass: ['head'],
    })
    const head = await room.as('head.1')
    const member = room.world.schools[0]!.members['teacher']
    await head.put(`/api/schools/${FIRST}/committee/${member}`)
    const named = await room.as('teacher.1')
    assert.equal((await named.get(path)).status, 200)
    const { week, zone, holidays, exceptions, bypass } = body
    const form = { week, zone, holidays, exceptions, bypass }
    assert.equal((await named.put(path, form)).status, 403)
    assert.equal((await (await room.as('student.1')).get(path)).status, 403)
    assert.equal((await (await room.as('head.2')).get(path)).status, 404)
    await room.query(`update core.schools set academy = '10' where uai = $1`, [FIRST])
    assert.equal((await head.get(path)).body.zoneOfAcademy, 'A')
  })

  test('hours that make no sense are refused with the field, and a change leaves its line', async ({
    assert,
  }) => {
    const head = await room.as('head.1')
    const { body } = await head.get(path)
    const { week, zone, holidays, exceptions, bypass } = body
    const good = { week, zone, holidays, exceptions, bypass }
    const day = { opens: '08:00', closes: '07:00' }
    const long = { from: '2026-12-01', to: '2027-06-01', hours: null, label: '' }
    for (const [wrong, field] of [
      [{ week: Array(7).fill(null) }, 'week'],
      [{ week: Array(7).fill(day) }, 'week'],
      [{ week: week.slice(1) }, 'week'],
      [{ week: Array(7).fill({ opens: '7h', closes: '20:00' }) }, 'week.0.opens'],
      [{ exceptions: [long] }, 'exceptions.0'],
      [{ exceptions: [{ ...long, to: '2026-11-01' }] }, 'exceptions.0'],
      [{ exceptions: [{ ...long, from: '2026-02-31', to: '2026-02-31' }] }, 'exceptions.0'],
      [{ zone: 'D' }, 'zone'],
      [{ bypass: ['student'] }, 'bypass.0'],
    ] as const) {
      const answer = await head.put(path, { ...good, ...wrong })
      assert.equal(answer.status, 422, JSON.stringify(wrong))
      assert.equal(answer.body.errors[0].field, field)
    }
    const before = (await logged('quiet-hours.changed')).length
    const answer = await head.put(path, { ...good, zone: 'C' })
    assert.equal(answer.status, 200)
    assert.equal(answer.body.zone, 'C')
    assert.isAbove(answer.body.upcoming.length, 0)
    const lines = await logged('quiet-hours.changed')
    assert.lengthOf(lines, before + 1)
    assert.deepInclude(lines.at(-1)!.details.after!, { zone: 'C' })
  })

  test('while the school is closed staff see it, pupils and families at the opening', async ({
    assert,
  }) => {
    await room.hours(FIRST, 'closed')
    await room.publish(FIRST, { title: 'Le soir' })
    await room.settled()
    assert.include(await room.bell('teacher.1'), SAID('Le soir'))
    assert.deepEqual(await room.bell('student.1'), [])
    assert.deepEqual(await room.bell('guardian.1'), [])
    assert.equal(await room.unread('both'), 0)
    const waits = await room.query<{ at: Date }>(
      `select distinct visible_at as at from core.notifications where visible_at > now()`
    )
    assert.lengthOf(waits, 1)
    await room.opens()
    assert.deepEqual(await room.bell('student.1'), [SAID('Le soir')])
    assert.deepEqual(await room.bell('guardian.1'), [SAID('Le soir')])
  })

  test('as a parent he waits, as a teacher he does not: it depends on what he is addressed as', async ({
    assert,
  }) => {
    const { members } = room.world.schools[0]!
    await room.query(
      `update core.members set profiles = array['teacher', 'guardian'] where id = $1`,
      [members['teacher']]
    )
    await room.query(
      `insert into core.guardianships (school_id, guardian_id, student_id, legal) values ($1, $2, $3, true)`,
      [room.world.schools[0]!.id, members['teacher'], members['student']]
    )
    await room.publish(FIRST, {
      title: 'Aux parents',
      audiences: [{ groupId: null, profile: 'guardian' }],
    })
    await room.publish(FIRST, {
      title: 'Aux professeurs',
      audiences: [{ groupId: null, profile: 'teacher' }],
    })
    await room.settled()
    const bell = await room.bell('teacher.1')
    assert.include(bell, SAID('Aux professeurs'))
    assert.notInclude(bell, SAID('Aux parents'))
  })

  test('what is urgent passes, for those who may, with its reason in the audit log', async ({
    assert,
  }) => {
    const reason = 'Route coupée, pas de car demain'
    const before = (await logged('quiet-hours.passed')).length
    const news = { title: 'Pas de car', body: 'Demain matin.', expiresAt: null }
    const urgent = {
      ...{ ...news, urgent: reason, publishAt: new Date().toISOString() },
      audiences: [{ groupId: null, profile: null }],
    }
    const at = `/api/schools/${FIRST}/p/actualites/news`
    const refused = await (await room.as('school-life.1')).post(at, urgent)
    assert.equal(refused.status, 403)
    assert.equal(refused.body.errors[0].code, 'E_URGENT_FORBIDDEN')
    const head = await room.as('head.1')
    const empty = await head.post(at, { ...urgent, urgent: ' ' })
    assert.equal(empty.status, 422)
    assert.equal(empty.body.errors[0].code, 'E_URGENT_REASON')
    assert.lengthOf(
      await room.query(`select from plugin_actualites.news where title = 'Pas de car'`),
      0
    )
    assert.lengthOf(await logged('quiet-hours.passed'), before)
    await room.publish(FIRST, { title: 'Pas de car', urgent: reason })
    await room.settled()
    assert.include(await room.bell('student.1'), SAID('Pas de car'))
    const [line, ...more] = (await logged('quiet-hours.passed')).slice(before)
    assert.lengthOf(more, 0)
    assert.equal(line!.details.reason, reason)
    assert.equal(line!.member_id, room.world.schools[0]!.members['head'])
  })

  test('a kind declared urgent passes whoever sends it and whatever was chosen', async ({
    assert,
  }) => {
    const pupil = await room.as('student.1')
    const choice = { uai: FIRST, plugin: 'sonnette', kind: 'alarm', app: false, mail: 'none' }
    assert.equal((await pupil.put('/api/me/notifications/choices', choice)).status, 204)
    const before = (await logged('quiet-hours.passed')).length
    const to = [room.world.schools[0]!.members['student']]
    await room.ring('school-life.1', { kind: 'alarm', to, values: { who: 'feu' } })
    await room.ring('school-life.1', { kind: 'ring', to, values: { who: 'rien' } })
    await room.settled()
    const bell = await room.bell('student.1')
    assert.include(bell, 'Alerte : feu')
    assert.notInclude(bell, 'On sonne : rien')
    assert.lengthOf(await logged('quiet-hours.passed'), before + 1)
  })

  test('the form of news says until when families wait, and who may pass', async ({ assert }) => {
    const options = async (who: string) =>
      (await (await room.as(who)).get(`/api/schools/${FIRST}/p/actualites/quiet`)).body
    const { quietUntil, mayPass } = await options('head.1')
    assert.isAbove(Date.parse(quietUntil), Date.now())
    assert.isTrue(mayPass)
    assert.isFalse((await options('school-life.1')).mayPass)
    await room.hours(FIRST, 'open')
    assert.isNull((await options('head.1')).quietUntil)
  })
})
