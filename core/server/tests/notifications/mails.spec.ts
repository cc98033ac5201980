import { test } from '@japa/runner'
import { until } from '../jobs/workshop.ts'
import { mailbox, textOf, type Mailbox } from '../../../testing/src/mailbox.ts'
import { FIRST, newsroom } from './newsroom.ts'

const PEOPLE = ['student', 'guardian', 'teacher'] as const

test.group('Mails, with a mail server', (group) => {
  let box: Mailbox
  const room = newsroom(group, async () => {
    box = await mailbox()
    return { env: box.env, stop: box.stop }
  })
  const member = (profile: string) => room.world.schools[0]!.members[profile]!
  const states = () =>
    room.query<{ state: string; kind: string; failure: string | null; attempts: number }>(
      'select state, kind, failure, attempts from core.mails order by id'
    )
  const quiet = async () => {
    box.received.length = 0
    await room.query('delete from core.mails')
    await room.query('update core.notifications set mail_due = null')
    await room.query(`delete from core.outbox where job in ('make-mails', 'send-mails')`)
  }
  const choose = async (profile: string, mail: string, plugin = 'actualites') => {
    const kind = plugin === 'actualites' ? 'published' : 'ring'
    const body = { uai: FIRST, plugin, kind, app: true, mail }
    await (await room.as(`${profile}.1`)).put('/api/me/notifications/choices', body)
  }
  /** Lets the digests' time come. */
  const digest = async () => {
    await room.query('update core.notifications set mail_due = now() where mail_due > now()')
    await room.query(`update core.outbox set due_at = now() where job = 'make-mails'`)
    await room.settled()
  }

  group.each.setup(async () => {
    for (const profile of PEOPLE)
      await room.query(
        `update core.accounts set email = identifier || '@exemple.test', locale = null where identifier = $1`,
        [`${profile}.1`]
      )
  })

  test('at once: one mail for each reader with an address, its title and nothing to click', async ({
    assert,
  }) => {
    await quiet()
    for (const profile of PEOPLE) await choose(profile, 'now')
    await room.publish(FIRST, { title: 'Menus <b>&\r\nBcc: all@exemple.test' })
    await room.settled()
    const mails = await until(
      async () => box.received,
      (all) => all.length >= 3
    )
    assert.sameMembers(
      mails.map(({ to }) => to),
      PEOPLE.map((profile) => `${profile}.1@exemple.test`)
    )
    const { raw } = mails[0]!
    const text = textOf(raw)
    assert.include(text, 'École 1 vous informe')
    assert.include(text, 'Menus <b>& Bcc: all@exemple.test')
    assert.notMatch(text, /https?:/)
    assert.notMatch(raw, /href|<img|http:|https:/i)
    assert.include(raw, '&lt;b&gt;&amp;')
    assert.match(raw, /^Auto-Submitted: auto-generated/m)
    assert.match(raw, /^Message-ID: <[0-9a-f-]{36}@preau\.test>/m)
    assert.notMatch(raw, /^Bcc:/m)
    assert.deepEqual(new Set((await states()).map(({ state }) => state)), new Set(['sent']))
    const kept = await room.query(
      'select from core.mails where body is not null or recipient is not null'
    )
    assert.lengthOf(kept, 0)
  })

  test('once: what is marked sent never leaves again, whatever the queue says', async ({
    assert,
  }) => {
    await room.query(
      `insert into core.outbox (school_id, plugin, job, queue) values ($1, 'core', 'send-mails', 'mail'), ($1, 'core', 'make-mails', 'mail')`,
      [room.world.schools[0]!.id]
    )
    const before = box.received.length
    await room.settled()
    assert.lengthOf(box.received, before)
  })

  test('daily: one digest of what is not read yet, in the language of his mails', async ({
    assert,
  }) => {
    await quiet()
    for (const profile of PEOPLE) await choose(profile, 'daily')
    await choose('teacher', 'none')
    await room.query(`update core.accounts set locale = 'en' where identifier = 'guardian.1'`)
    const read = await room.publish(FIRST, { title: 'Déjà lue' })
    await room.publish(FIRST, { title: 'Lundi' })
    await room.publish(FIRST, { title: 'Mardi' })
    await room.settled()
    assert.lengthOf(await states(), 0)
    const [due] = await room.query<{ count: number; later: boolean }>(
      `select count(*)::int, bool_and(due_at > now()) as later from core.outbox where job = 'make-mails'`
    )
    assert.deepEqual(due, { count: 1, later: true })
    const pupil = await room.as('student.1')
    await pupil.post('/api/me/notifications/read', {
      uai: FIRST,
      plugin: 'actualites',
      object: read,
    })
    await digest()
    await until(
      async () => box.received,
      (all) => all.length === 2
    )
    const [forPupil, forParent] = ['student', 'guardian'].map((profile) =>
      textOf(box.received.find(({ to }) => to.startsWith(profile))!.raw)
    )
    assert.include(forPupil!, 'Lundi')
    assert.include(forPupil!, 'Mardi')
    assert.notInclude(forPupil!, 'Déjà lue')
    assert.include(forParent!, 'News: “Lundi”')
    assert.include(forParent!, 'Déjà lue')
    assert.lengthOf(await states(), 2)
    await digest()
    assert.lengthOf(box.received, 2)
  })

  test('weekly on Friday, at opening otherwise; nothing at night even between colleagues', async ({
    assert,
  }) => {
    await quiet()
    await choose('guardian', 'weekly')
    await choose('teacher', 'now')
    await choose('student', 'none')
    await room.hours(FIRST, 'closed')
    await room.publish(FIRST, { title: 'La nuit' })
    await room.settled()
    assert.lengthOf(box.received, 0)
    const rows = await room.query<{ mail: string; due: Date; seen: Date }>(
      `select n.mail, n.mail_due as due, n.visible_at as seen from core.notifications n
       where n.mail_due is not null and n.member_id = any ($1) order by n.mail`,
      [[member('teacher'), member('guardian')]]
    )
    const [atOnce, weekly] = rows
    assert.isAbove(atOnce!.due.getTime(), Date.now())
    assert.isBelow(atOnce!.seen.getTime(), Date.now())
    assert.isAtLeast(weekly!.due.getTime(), weekly!.seen.getTime())
    await room.hours(FIRST, 'open')
    await digest()
    await until(
      async () => box.received,
      (all) => all.length === 2
    )
  })

  test('no address, a closed account, one who has left, a module now off, a notice withdrawn: no mail', async ({
    assert,
  }) => {
    await quiet()
    for (const profile of PEOPLE) await choose(profile, 'daily')
    const id = await room.publish(FIRST, { title: 'Retirée' })
    await room.settled()
    await room.query(`update core.accounts set email = null where identifier = 'student.1'`)
    await room.query(`update core.accounts set closed_at = now() where identifier = 'guardian.1'`)
    await room.query('update core.members set ended_at = now() where id = $1', [member('teacher')])
    await digest()
    assert.deepEqual(await states(), [])
    await room.query(`update core.accounts set closed_at = null where identifier = 'guardian.1'`)
    await room.query('update core.members set ended_at = null where id = $1', [member('teacher')])
    await room.publish(FIRST, { title: 'Éteinte' })
    await room.settled()
    const head = await room.as('head.1')
    await head.put(`/api/schools/${FIRST}/plugins/actualites`, { on: false })
    await digest()
    assert.deepEqual(await states(), [])
    await head.put(`/api/schools/${FIRST}/plugins/actualites`, { on: true })
    assert.lengthOf(box.received, 0)
    await head.delete(`/api/schools/${FIRST}/p/actualites/news/${id}`)
  })

  test('an address refused fails alone; one put off waits; a server that is away stops all until it is back', async ({
    assert,
  }) => {
    await quiet()
    for (const profile of PEOPLE) await choose(profile, 'now')
    box.behaviour.refuse = (to) =>
      to.startsWith('student') ? 550 : to.startsWith('guardian') ? 451 : undefined
    await room.publish(FIRST, { title: 'Refus' })
    await room.settled()
    assert.deepEqual(
      box.received.map(({ to }) => to),
      ['teacher.1@exemple.test']
    )
    const failed = (await states()).find(({ state }) => state === 'failed')!
    assert.equal(failed.failure, 'EENVELOPE 550')
    assert.notInclude(JSON.stringify(await states()), 'exemple.test')
    const again = () => room.query(`update core.outbox set due_at = now() where job = 'send-mails'`)
    box.behaviour.refuse = () => undefined
    await room.query('update core.mails set retry_at = now()')
    await again()
    await room.settled()
    assert.lengthOf(box.received, 2)
    await box.stop()
    await room.publish(FIRST, { title: 'Panne' })
    await room.settled()
    const waiting = (await states()).filter(({ state }) => state === 'waiting')
    assert.lengthOf(waiting, 3)
    assert.isTrue(waiting.every(({ attempts }) => attempts === 0))
    await box.start()
    await room.query('update core.mails set retry_at = null')
    await again()
    await room.settled()
    await until(
      async () => box.received,
      (all) => all.length === 5
    )
  })

  test('a new address asks for the password, and both are told', async ({ assert }) => {
    await quiet()
    const parent = await room.as('guardian.1')
    const put = (body: object) => parent.put('/api/me/notifications/address', body)
    const email = 'nouvelle@exemple.test'
    assert.equal((await put({ email, locale: 'en' })).status, 422)
    assert.equal((await put({ email, locale: null, password: 'wrong' })).status, 422)
    assert.equal((await put({ email: 'pas une adresse', locale: null })).status, 422)
    assert.equal((await put({ email: 'guardian.1@exemple.test', locale: 'en' })).status, 204)
    assert.lengthOf(await states(), 0)
    assert.equal((await put({ email, locale: null, password: 'preau-demo' })).status, 204)
    await room.settled()
    const mails = await until(
      async () => box.received,
      (all) => all.length === 2
    )
    assert.sameMembers(
      mails.map(({ to }) => to),
      ['guardian.1@exemple.test', email]
    )
    assert.include(textOf(mails[0]!.raw), 'L’adresse à laquelle Préau vous écrit')
    const { body } = await parent.get('/api/me/notifications/choices')
    assert.deepInclude(body, { email, locale: null })
    assert.equal((await put({ email: null, locale: null, password: 'preau-demo' })).status, 204)
    assert.isNull((await parent.get('/api/me/notifications/choices')).body.email)
  })

  test('with a mail server the head sees what became of mails, not what they said', async ({
    assert,
  }) => {
    const { body } = await (await room.as('head.1')).get(`/api/schools/${FIRST}/mails`)
    assert.isTrue(body.leaves)
    assert.isFalse(body.readable)
    for (const mail of body.data) assert.isNull(mail.subject)
    assert.equal(
      (await (await room.as('teacher.1')).get(`/api/schools/${FIRST}/mails`)).status,
      403
    )
  })
})

test.group('Mails, without a mail server', (group) => {
  const room = newsroom(group)

  test('they stay in the database, and the head of a demonstration reads those of his school', async ({
    assert,
  }) => {
    await room.query(
      `update core.accounts set email = identifier || '@exemple.test' where identifier like 'guardian.%'`
    )
    const to = [room.world.schools[0]!.members['guardian']]
    await room.ring('head.1', { to, values: { who: 'Odile' } })
    await room.settled()
    const path = `/api/schools/${FIRST}/mails`
    const head = await room.as('head.1')
    const { body } = await until(
      () => head.get(path),
      (answer) => answer.body.data.length > 0
    )
    assert.deepInclude(body, { leaves: false, readable: true })
    assert.deepInclude(body.data[0], { kind: 'now', state: 'kept', name: 'guardian 1' })
    const mail = await head.get(`${path}/${body.data[0].id}`)
    assert.equal(mail.body.recipient, 'guardian.1@exemple.test')
    assert.include(mail.body.body, 'On sonne : Odile')
    assert.equal((await (await room.as('head.2')).get(`${path}/${body.data[0].id}`)).status, 404)
    const other = await room.as('head.2')
    assert.deepEqual((await other.get('/api/schools/0990003R/mails')).body.data, [])
    const across = await other.get(`/api/schools/0990003R/mails/${body.data[0].id}`)
    assert.equal(across.status, 404)
    for (const who of ['guardian.1', 'agent'])
      assert.notEqual((await (await room.as(who)).get(path)).status, 200)
  })
})
