import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import {
  createTestHost,
  NEVER_CLOSED,
  type PluginHost,
  type TestMember,
  type TestSchool,
} from '@preau/testing'
import messagerie from '../plugin.ts'
import { draft, sendAs } from './support/letters.ts'
import { peopleOf, type People } from './support/people.ts'

const CLASS = 12

test.group('Sending to many, and the rules of a school', (group) => {
  let host: PluginHost
  let here: TestSchool
  let people: People
  let pupils: TestMember[]
  let a: string
  let home: string

  group.setup(async () => {
    host = await createTestHost({ plugins: [messagerie] })
    here = await host.school()
    people = await peopleOf(here, host)
    a = await here.group('6C')
    home = `/api/schools/${here.uai}`
    await people.head.put(`${home}/quiet-hours`, NEVER_CLOSED)
    pupils = []
    for (let index = 0; index < CLASS; index++)
      pupils.push(await here.member('student', { groups: ['6C'] }))
    return () => host.close()
  })

  const rows = async () => (await here.rows('recipients')).length
  const codeOf = ({ body }: { body: { errors?: { code: string }[] } }) => body.errors?.[0]?.code
  const rule = (...rules: [string, string, string][]) =>
    people.head.put('/rules', { rules: rules.map(([from, to, reach]) => ({ from, to, reach })) })

  test('a class of pupils or of families is confirmed by its number; another number, and it is asked again', async ({
    assert,
  }) => {
    const before = await rows()
    const id = randomUUID()
    const targets = [{ group: a, profile: 'student' }]
    const total = CLASS + 2
    for (const confirmed of [undefined, total - 1]) {
      const asked = await sendAs(people.teacher, targets, { confirmed }, id)
      assert.equal(asked.status, 409)
      assert.equal(codeOf(asked), 'E_MESSAGERIE_CONFIRM')
      assert.include(asked.body.errors[0].message, `${total} personnes`)
      assert.equal(await rows(), before)
    }
    const sent = await sendAs(people.teacher, targets, { confirmed: total }, id)
    assert.equal(sent.status, 200)
    assert.equal(sent.body.total, total)
  })

  test('each profile writes to so many people and not more; a pupil to more of his class only beside an adult', async ({
    assert,
  }) => {
    const named = pupils.slice(0, 11).map(({ id }) => ({ member: id }))
    const parents = await Promise.all(
      pupils.slice(0, 11).map((one) => here.member('guardian', { children: [one] }))
    )
    const all = [...named, { member: people.cpe.id }]
    const beside = await sendAs(people.student, all)
    assert.equal(beside.status, 200, JSON.stringify(beside.body))
    const staff = await Promise.all(Array.from({ length: 15 }, () => here.member('staff')))
    const many = staff.map(({ id }) => ({ member: id }))
    const pupil = await sendAs(people.student, [
      ...many,
      ...named,
      ...named,
      { member: people.cpe.id },
    ])
    assert.equal(pupil.status, 200, 'twenty-seven, an adult among them')
    const others = await Promise.all(Array.from({ length: 25 }, () => here.member('staff')))
    const crowd = [...many, ...others.map(({ id }) => ({ member: id })), { member: people.cpe.id }]
    const over = await sendAs(people.student, crowd)
    assert.equal(over.status, 422, 'forty-one')
    assert.include(over.body.errors[0].message, '40 personnes')
    const parent = await sendAs(parents[0]!, [...many, { member: people.cpe.id }])
    assert.equal(parent.status, 422)
    assert.equal(codeOf(parent), 'E_MESSAGERIE_TOO_MANY')
    assert.include(parent.body.errors[0].message, '15 personnes')
  })

  test('nobody sends more in an hour than his profile may', async ({ assert }) => {
    const busy = await here.member('student', { groups: ['6C'] })
    const to = [{ member: people.cpe.id }]
    for (let sent = 0; sent < 30; sent++) assert.equal((await sendAs(busy, to)).status, 200)
    const over = await sendAs(busy, to)
    assert.equal(over.status, 429)
    assert.equal(codeOf(over), 'E_MESSAGERIE_HOURLY')
    await host.sql(
      `update plugin_messagerie.messages set sent_at = sent_at - interval '1 hour' where author_id = $1`,
      [busy.id]
    )
    assert.equal((await sendAs(busy, to)).status, 200)
  })

  test('to everybody: the password again, then two minutes in which it is a draft again', async ({
    assert,
  }) => {
    const before = await rows()
    const id = randomUUID()
    const targets = [{ profile: 'student' }]
    const [{ total }] = (await host.sql(
      `select count(*)::int as total from core.members where school_id = $1 and 'student' = any (profiles)`,
      [here.id]
    )) as [{ total: number }]
    const unproved = await sendAs(people.head, targets, { confirmed: total }, id)
    assert.equal(unproved.status, 403)
    assert.equal(codeOf(unproved), 'E_MESSAGERIE_PROOF')
    const wrong = await people.head.post('/api/session/proof', { password: 'faux' })
    assert.equal(wrong.status, 422)
    assert.equal(
      codeOf(await sendAs(people.head, targets, { confirmed: total }, id)),
      'E_MESSAGERIE_PROOF'
    )
    assert.equal(await rows(), before)
    await people.head.post('/api/session/proof', { password: 'preau-demo' })
    const sent = await sendAs(people.head, targets, { confirmed: total }, id)
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.isNotNull(sent.body.familiesAt)
    const boxes = await people.student.get('/threads?q=sortie')
    assert.notInclude(JSON.stringify(boxes.body), sent.body.threadId)

    assert.equal((await people.cpe.post(`/messages/${id}/cancel`)).status, 404)
    assert.equal((await people.head.post(`/messages/${id}/cancel`)).status, 204)
    assert.equal(await rows(), before)
    assert.equal((await people.head.get(`/drafts/${id}`)).body.subject, 'Sortie')

    const again = await people.head.post(`/drafts/${id}/send`, { confirmed: total })
    assert.equal(again.status, 200)
    await host.sql(
      'update plugin_messagerie.recipients set visible_at = now() where visible_at > now()'
    )
    const late = await people.head.post(`/messages/${id}/cancel`)
    assert.equal(late.status, 409)
    assert.equal(codeOf(late), 'E_MESSAGERIE_DELIVERED')
  })

  test('a rule that the head narrows holds for the search and for the sending, and is told with the name', async ({
    assert,
  }) => {
    assert.equal((await rule(['teacher', 'guardian', 'none'])).status, 204)
    const { body } = await people.teacher.get('/recipients?q=delta')
    assert.deepEqual(
      body.people.map(({ name }: { name: string }) => name),
      ['Lou Delta']
    )
    const refused = await sendAs(people.teacher, [{ member: people.guardian.id }])
    assert.equal(refused.status, 403)
    assert.equal(codeOf(refused), 'E_MESSAGERIE_REFUSED')
    assert.include(refused.body.errors[0].message, 'Parent Delta')
    assert.equal((await rule()).status, 204)
    assert.equal((await sendAs(people.teacher, [{ member: people.guardian.id }])).status, 200)
  })

  test('no rule opens pupils and parents beyond the defaults; only the head writes rules', async ({
    assert,
  }) => {
    for (const wish of [
      ['student', 'student', 'all'],
      ['guardian', 'guardian', 'all'],
      ['guardian', 'student', 'all'],
      ['student', 'teacher', 'supervised'],
    ] as [string, string, string][]) {
      const answer = await rule(wish)
      assert.equal(answer.status, 422)
      assert.equal(codeOf(answer), 'E_MESSAGERIE_RULE')
    }
    assert.equal((await rule(['x', 'student', 'all'])).status, 422)
    assert.equal(
      (await rule(['teacher', 'student', 'all'], ['teacher', 'student', 'none'])).status,
      422
    )
    assert.equal((await people.cpe.put('/rules', { rules: [] })).status, 403)
    const { body } = await people.head.get('/rules')
    assert.lengthOf(body.data, 49)
    assert.isTrue(
      body.data.every((one: { reach: string; standard: string }) => one.reach === one.standard)
    )
  })

  test('twenty who send at once in one school all do, and everything arrives', async ({
    assert,
  }) => {
    const before = await rows()
    const authors = await Promise.all(Array.from({ length: 20 }, () => here.member('head')))
    const [{ total }] = (await host.sql(
      `select count(*)::int as total from core.members m join core.group_members g on g.member_id = m.id
       where g.group_id = $1 and 'student' = any (m.profiles)`,
      [a]
    )) as [{ total: number }]
    const ids = authors.map(() => randomUUID())
    for (const [index, author] of authors.entries())
      await author.put(`/drafts/${ids[index]}`, draft([{ group: a, profile: 'student' }]))
    const answers = await Promise.all(
      authors.map((author, index) =>
        author.post(`/drafts/${ids[index]}/send`, { confirmed: total })
      )
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.equal(await rows(), before + 20 * (total + 1))
  })
})
