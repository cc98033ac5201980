import { test } from '@japa/runner'
import { until } from '../jobs/workshop.ts'
import { FIRST, newsroom } from './newsroom.ts'

test.group('Notifications and the rights of people', (group) => {
  const room = newsroom(group)
  const rows = (table: string, member: string) =>
    room.query(`select from core.${table} where member_id = $1`, [member])

  test('somebody erased leaves neither notification, nor choice, nor mail, nor address', async ({
    assert,
  }) => {
    const { members } = room.world.schools[0]!
    const gone = members['teacher']!
    await room.query(
      `update core.accounts set email = identifier || '@exemple.test' where identifier = 'teacher.1'`
    )
    const teacher = await room.as('teacher.1')
    const choice = { uai: FIRST, plugin: 'sonnette', kind: 'ring', app: true, mail: 'now' }
    await teacher.put('/api/me/notifications/choices', choice)
    await room.ring('head.1', { to: [gone], values: { who: 'Odile' } })
    await until(
      () => rows('mails', gone),
      (all) => all.length > 0,
      60
    )
    await room.settled()
    assert.lengthOf(await rows('notifications', gone), 1)
    await room.query('update core.members set ended_at = now() where id = $1', [gone])
    const head = await room.as('head.1')
    const path = `/api/schools/${FIRST}/people/${gone}/erasure`
    assert.equal((await head.post(path, { confirm: 'teacher 1' })).status, 202)
    await until(
      () => room.query('select from core.members where id = $1 and erased_at is not null', [gone]),
      (all) => all.length > 0,
      60
    )
    for (const table of ['notifications', 'notification_choices', 'mails'])
      assert.lengthOf(await rows(table, gone), 0, table)
    const left = await room.query(`select from core.accounts where email like 'teacher.1@%'`)
    assert.lengthOf(left, 0)
  })
})
