import { test } from '@japa/runner'
import { startHost } from '../../../testing/src/host.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until } from '../jobs/workshop.ts'
import { mailbox, type Mailbox } from '../../../testing/src/mailbox.ts'
import { newsroom } from './newsroom.ts'

test.group('A process that dies while it sends mails', (group) => {
  let box: Mailbox
  const room = newsroom(group, async () => {
    box = await mailbox()
    return { env: box.env, stop: box.stop }
  })

  test('between the claim and the sending: another sends it, once', async ({ assert }) => {
    await room.query(
      `update core.accounts set email = identifier || '@exemple.test' where identifier = 'guardian.1'`
    )
    box.behaviour.hold = new Promise(() => undefined)
    const to = [room.world.schools[0]!.members['guardian']]
    await room.ring('head.1', { to, values: { who: 'Odile' } })
    const states = () => room.query<{ state: string }>('select state from core.mails')
    await until(states, ([mail]) => mail?.state === 'sending', 60)
    assert.lengthOf(box.received, 0)
    await room.host.kill()
    box.behaviour.hold = undefined
    const { lose } = await onPostgres.start(room.database)
    await lose()
    await room.query(`update core.mails set claimed_at = now() - interval '5 minutes'`)
    await room.query(
      `update core.outbox set handed_at = now() - interval '5 minutes' where handed_at is not null`
    )
    room.host = await startHost(room.database, room.env)
    await until(states, ([mail]) => mail?.state === 'sent', 90)
    assert.deepEqual(
      box.received.map((mail) => mail.to),
      ['guardian.1@exemple.test']
    )
    await room.settled()
    assert.lengthOf(box.received, 1)
  })

  test('a claim that is fresh is left to whoever holds it', async ({ assert }) => {
    await room.query(`update core.mails set state = 'sending', claimed_at = now()`)
    await room.query(
      `insert into core.outbox (school_id, plugin, job, queue) values ($1, 'core', 'send-mails', 'mail')`,
      [room.world.schools[0]!.id]
    )
    await room.settled()
    assert.lengthOf(box.received, 1)
    const [again] = await room.query<{ later: boolean }>(
      `select due_at > now() as later from core.outbox where job = 'send-mails'`
    )
    assert.isTrue(again!.later)
  })
})
