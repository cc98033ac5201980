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
import { draft, sendAs, target, text } from './support/letters.ts'
import { peopleOf, type People } from './support/people.ts'

const NOWHERE = '01900000-0000-7000-8000-000000000000'

test.group('Messages', (group) => {
  let host: PluginHost
  let here: TestSchool
  let elsewhere: TestSchool
  let people: People
  /** Classes 6C, of which everybody is, and 6D. */
  let a: string
  let b: string
  let home: string

  group.setup(async () => {
    host = await createTestHost({ plugins: [messagerie] })
    here = await host.school()
    elsewhere = await host.school()
    people = await peopleOf(here, host)
    a = await here.group('6C')
    b = await here.group('6D')
    home = `/api/schools/${here.uai}`
    await people.head.put(`${home}/quiet-hours`, NEVER_CLOSED)
    return () => host.close()
  })

  const box = async (who: TestMember, query = '') => (await who.get(`/threads${query}`)).body.data
  const rows = async () => (await here.rows('recipients')).length

  test('a teacher writes to the parents of a class: each reads it, answers, and both find the thread', async ({
    assert,
  }) => {
    const sent = await sendAs(people.teacher, [{ group: a, profile: 'guardian' }], { confirmed: 1 })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.deepInclude(sent.body, { total: 1, familiesAt: null })
    const [mine] = await box(people.guardian)
    assert.deepInclude(mine, { subject: 'Sortie', unread: true, author: 'Mme Gamma', mine: false })
    assert.deepEqual(await box(people.student), [])
    assert.lengthOf(await box(people.teacher, '?box=sent'), 1)
    assert.deepEqual(await box(people.teacher), [])

    const { body: thread } = await people.guardian.get(`/threads/${mine.id}`)
    assert.equal(thread.messages[0].body.content[0].content[0].text, 'Rendez-vous à l’école.')
    assert.isTrue(thread.messages[0].watched)
    assert.equal((await people.guardian.put(`/threads/${mine.id}`, { read: true })).status, 204)
    assert.isFalse((await box(people.guardian))[0].unread)
    const receipts = await people.teacher.get(`/messages/${sent.id}/receipts`)
    assert.equal(receipts.body.data[0].name, 'Parent Delta')
    assert.isNotNull(receipts.body.data[0].readAt)
    assert.equal((await people.guardian.get(`/messages/${sent.id}/receipts`)).status, 404)

    const answer = await sendAs(people.guardian, [{ member: people.teacher.id }], {
      ...{ threadId: mine.id, subject: null, body: text('C’est noté.') },
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.body.threadId, mine.id)
    const [back] = await box(people.teacher)
    assert.deepInclude(back, { id: mine.id, excerpt: 'C’est noté.', unread: true, messages: 2 })
    assert.equal((await people.teacher.get(`/latest`)).body.unread, 1)
  })

  test('what a recipient received rings his bell', async ({ assert }) => {
    await sendAs(people.head, [{ member: people.librarian.id }], { subject: 'Inventaire' })
    let bell: { text: string; path?: string }[] = []
    for (let tries = 0; tries < 100 && bell.length === 0; tries++) {
      bell = (await people.librarian.get('/api/me/notifications')).body.data
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    assert.match(bell[0]?.text ?? '', /^Nouveau message\s: «\sInventaire\s»$/)
  })

  test('a recipient out of one’s rights among allowed ones: refused with his name and the rule, nothing sent by half', async ({
    assert,
  }) => {
    const before = await rows()
    for (const [who, targets, code, said] of [
      [
        people.student,
        [{ member: people.teacher.id }, { member: people.tom.id }],
        'E_MESSAGERIE_REFUSED',
        'Tom Bêta',
      ],
      [people.student, [{ member: people.zoe.id }], 'E_MESSAGERIE_ADULT', 'adulte'],
      [people.student, [{ group: a, profile: 'student' }], 'E_MESSAGERIE_ADULT', 'adulte'],
      [people.student, [{ group: b, profile: 'student' }], 'E_MESSAGERIE_REFUSED', '6D'],
      [people.guardian, [{ member: people.other.id }], 'E_MESSAGERIE_REFUSED', 'parents'],
      [people.guardian, [{ member: people.zoe.id }], 'E_MESSAGERIE_REFUSED', 'Zoé Alpha'],
      [people.teacher, [{ member: people.tom.id }], 'E_MESSAGERIE_REFUSED', 'élèves'],
      [people.teacher, [{ profile: 'guardian' }], 'E_MESSAGERIE_WHOLE', 'direction'],
    ] as const) {
      const { status, body } = await sendAs(who, [...targets])
      assert.equal(status, 403, `${who.profile} ${code} ${JSON.stringify(body)}`)
      assert.equal(body.errors[0].code, code)
      assert.include(body.errors[0].message, said)
    }
    assert.equal(await rows(), before)
  })

  test('a pupil writes to his class in a message which an adult receives too', async ({
    assert,
  }) => {
    const { status, body } = await sendAs(
      people.student,
      [
        { group: a, profile: 'student' },
        { kind: 'cc', member: people.teacher.id },
      ],
      { confirmed: 2 }
    )
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.total, 2)
  })

  test('nobody is found beyond whom one may write to', async ({ assert }) => {
    const find = async (who: TestMember, q = '') => {
      const { body } = await who.get(`/recipients?q=${encodeURIComponent(q)}`)
      return [
        ...body.people.map(({ name }: { name: string }) => name),
        ...body.groups.map(({ name, profile }: Record<string, string>) => `${name}/${profile}`),
      ]
    }
    const pupils = await find(people.student)
    assert.includeMembers(pupils, [
      'Mme Gamma',
      'Parent Delta',
      'Zoé Alpha',
      here.head.name,
      '6C/student',
    ])
    assert.notInclude(pupils, 'Tom Bêta')
    assert.isEmpty(pupils.filter((one) => one.startsWith('6D') || one.endsWith('/guardian')))
    assert.deepEqual(await find(people.student, 'tom'), [])
    assert.deepEqual(await find(people.student, 'ZOE'), ['Zoé Alpha'])
    assert.deepEqual(await find(people.head, 'beta'), ['Tom Bêta'])
    assert.deepEqual(await find(people.head, '%'), [])
    assert.includeMembers(await find(people.head), ['/guardian', '6C/guardian', '6D/student'])
  })

  test('the count says how many receive it, and moves with the recipients', async ({ assert }) => {
    const count = async (...targets: object[]) =>
      (
        await people.teacher.post(`/recipients/count`, {
          targets: targets.map(target),
          threadId: null,
        })
      ).body
    assert.deepInclude(await count({ group: a, profile: 'student' }), {
      total: 2,
      families: 2,
    })
    const both = await count(
      { group: a, profile: 'student' },
      { member: people.student.id },
      { member: people.student.id, guardians: true }
    )
    assert.deepInclude(both, { total: 3, refused: null })
  })

  test('sent twice, also at once, a message leaves once', async ({ assert }) => {
    const id = randomUUID()
    const targets = [{ member: people.librarian.id }]
    await people.teacher.put(`/drafts/${id}`, draft(targets))
    const before = Number(await rows())
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => people.teacher.post(`/drafts/${id}/send`))
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.lengthOf([...new Set(answers.map(({ body }) => body.threadId))], 1)
    assert.equal(Number(await rows()), before + 2)
    assert.equal((await people.teacher.put(`/drafts/${id}`, draft(targets))).status, 409)
    assert.equal((await people.teacher.delete(`/drafts/${id}`)).status, 409)
  })

  test('bad input: one clear code each, nothing sent', async ({ assert }) => {
    const before = await rows()
    const me = { member: people.teacher.id }
    const script = { ...text('x') }
    const link = (href: string) => ({
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href } }] }],
        },
      ],
    })
    for (const [status, code, targets, more] of [
      [422, 'E_MESSAGERIE_BODY', [me], { body: { type: 'doc', content: [{ type: 'iframe' }] } }],
      [422, 'E_MESSAGERIE_BODY', [me], { body: link('javascript:alert(1)') }],
      [422, 'E_MESSAGERIE_BODY', [me], { body: link('data:text/html,x') }],
      [422, undefined, [me], { subject: 'x'.repeat(50_000) }],
      [422, undefined, Array(201).fill(me), {}],
      [422, 'E_MESSAGERIE_SUBJECT', [me], { subject: ' ' }],
      [
        422,
        'E_MESSAGERIE_EMPTY',
        [me],
        { body: { type: 'doc', content: [{ type: 'paragraph' }] } },
      ],
      [422, 'E_MESSAGERIE_NOBODY', [], {}],
      [422, 'E_MESSAGERIE_TARGET', [{}], {}],
      [422, 'E_MESSAGERIE_TARGET', [{ ...me, everyone: true }], {}],
      [422, 'E_MESSAGERIE_DATE', [me], { sendAt: '2060-01-01T00:00:00Z' }],
      [422, undefined, [me], { sendAt: '2026-02-31T00:00:00Z' }],
      [422, 'E_FILE_UPLOAD', [me], { files: [NOWHERE] }],
      [404, 'E_NOT_FOUND', [me], { threadId: NOWHERE }],
    ] as const) {
      const answer = await sendAs(people.head, [...targets], { body: script, ...more })
      assert.equal(answer.status, status, `${code} ${JSON.stringify(answer.body).slice(0, 300)}`)
      if (code) assert.equal(answer.body.errors[0].code, code)
    }
    const huge = await sendAs(people.head, [me], { subject: 'x'.repeat(1_000_000) })
    assert.equal(huge.status, 422)
    assert.deepInclude(huge.body.errors[0], { code: 'E_VALIDATION', field: 'subject' })
    const crowd = await sendAs(people.head, Array(10_000).fill(me))
    assert.equal(crowd.status, 413)
    assert.deepEqual(crowd.body.errors, [
      { code: 'E_TOO_LARGE', message: 'La demande est trop volumineuse.' },
    ])
    assert.equal(await rows(), before)
  })

  test('somebody who left is said to have left; another school’s people, groups and threads are not there', async ({
    assert,
  }) => {
    const { head: stranger } = elsewhere
    const theirs = await elsewhere.member('teacher')
    const mine = await sendAs(people.head, [{ member: people.teacher.id }], {
      subject: 'Entre nous',
    })
    const { threadId } = mine.body
    for (const [method, path, sent] of [
      ['GET', `/threads/${threadId}`, undefined],
      ['PUT', `/threads/${threadId}`, { read: true }],
      ['POST', `/messages/${mine.id}/recall`, {}],
      ['PUT', `/drafts/${randomUUID()}`, draft([{ member: theirs.id }], { threadId })],
    ] as const)
      assert.equal((await stranger.send(method, path, sent)).status, 404, path)
    for (const foreign of [
      { member: theirs.id },
      { group: await elsewhere.group('6C'), profile: 'student' },
    ]) {
      const { status, body } = await people.head.put(`/drafts/${randomUUID()}`, draft([foreign]))
      assert.equal(status, 422)
      assert.equal(body.errors[0].code, 'E_MESSAGERIE_GONE')
    }

    const gone = await here.member('student', { groups: ['6C'] })
    await host.sql('update core.members set ended_at = now() where id = $1', [gone.id])
    const { status, body } = await sendAs(people.head, [
      { member: gone.id },
      { member: people.teacher.id },
    ])
    assert.equal(status, 422)
    assert.equal(body.errors[0].code, 'E_MESSAGERIE_GONE')
  })

  test('a draft is its author’s alone, kept as a whole and thrown away', async ({ assert }) => {
    const id = randomUUID()
    const half = draft([{ member: people.head.id }], {
      subject: null,
      sendAt: '2027-01-05T07:00:00Z',
    })
    assert.equal((await people.teacher.put(`/drafts/${id}`, half)).status, 200)
    assert.equal((await people.head.get(`/drafts/${id}`)).status, 404)
    assert.equal((await people.head.put(`/drafts/${id}`, half)).status, 404)
    assert.equal((await people.head.post(`/drafts/${id}/send`)).status, 404)
    assert.equal((await people.head.delete(`/drafts/${id}`)).status, 404)
    const { body } = await people.teacher.get(`/drafts/${id}`)
    assert.deepInclude(body, { subject: '', sendAt: '2027-01-05T07:00:00.000Z' })
    assert.deepEqual(body.names, [{ member: people.head.id, group: null, name: here.head.name }])
    assert.isTrue(
      (await people.teacher.get(`/drafts`)).body.data.some((one: { id: string }) => one.id === id)
    )
    assert.equal((await people.teacher.delete(`/drafts/${id}`)).status, 204)
    assert.equal((await people.teacher.get(`/drafts/${id}`)).status, 404)
  })

  test('an author without an answer wanted gets none; a message is recalled within the hour, not after, with its trace', async ({
    assert,
  }) => {
    const sent = await sendAs(people.teacher, [{ member: people.guardian.id }], {
      ...{ noReply: true, subject: 'Secret', body: text('À oublier') },
    })
    const { threadId } = sent.body
    const no = await sendAs(people.guardian, [{ member: people.teacher.id }], { threadId })
    assert.equal(no.body.errors[0].code, 'E_MESSAGERIE_NO_REPLY')
    assert.equal((await people.guardian.post(`/messages/${sent.id}/recall`)).status, 404)
    assert.equal((await people.teacher.post(`/messages/${sent.id}/recall`)).status, 204)
    const { body } = await people.guardian.get(`/threads/${threadId}`)
    assert.deepInclude(body.messages[0], { recalled: true, body: null })
    assert.notInclude(JSON.stringify(body), 'oublier')
    assert.lengthOf(await box(people.guardian, '?q=oublier'), 0)

    const late = await sendAs(people.teacher, [{ member: people.guardian.id }])
    await host.sql(
      `update plugin_messagerie.messages set sent_at = now() - interval '61 minutes' where id = $1`,
      [late.id]
    )
    const refused = await people.teacher.post(`/messages/${late.id}/recall`)
    assert.equal(refused.status, 409)
    assert.equal(refused.body.errors[0].code, 'E_MESSAGERIE_TOO_LATE')
  })

  test('sent later, it is there later; while the school is closed, families wait and staff do not', async ({
    assert,
  }) => {
    const later = new Date(Date.now() + 3 * 3_600_000).toISOString()
    await sendAs(people.head, [{ member: people.cpe.id }], { subject: 'Demain', sendAt: later })
    assert.deepEqual(await box(people.cpe), [])
    await host.sql(
      'update plugin_messagerie.recipients set visible_at = now() where visible_at > now()'
    )
    assert.lengthOf(await box(people.cpe), 1)

    const day = (ahead: number) =>
      new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
    const exceptions = [{ from: day(-1), to: day(1), hours: null, label: 'Fermé' }]
    await people.head.put(`${home}/quiet-hours`, { ...NEVER_CLOSED, exceptions })
    const sent = await sendAs(
      people.head,
      [{ member: people.student.id }, { member: people.cpe.id }],
      { subject: 'La nuit' }
    )
    assert.isNotNull(sent.body.familiesAt)
    assert.deepEqual(await box(people.student, '?q=nuit'), [])
    assert.lengthOf(await box(people.cpe, '?q=nuit'), 1)
    await people.head.put(`${home}/quiet-hours`, NEVER_CLOSED)
  })

  test('boxes: search without accents, star, archive, bin and back, pages without a gap', async ({
    assert,
  }) => {
    for (let index = 0; index < 23; index++)
      await sendAs(people.head, [{ member: people.staff.id }], {
        ...{ subject: `Élève n° ${index}`, body: text('Réunion à l’été') },
      })
    const first = (await people.staff.get(`/threads`)).body
    const second = (await people.staff.get(`/threads?before=${first.next}`)).body
    assert.lengthOf(first.data, 20)
    assert.isNull(second.next)
    const all = [...first.data, ...second.data].map(({ id }: { id: string }) => id)
    assert.lengthOf([...new Set(all)], 23)
    assert.lengthOf(await box(people.staff, '?q=ELEVE+reunions'), 20)
    assert.lengthOf(await box(people.staff, `?q=${encodeURIComponent(here.head.name)}`), 20)
    assert.lengthOf(await box(people.staff, '?q=absent'), 0)
    const [id] = all
    await people.staff.put(`/threads/${id}`, { starred: true, place: 'archive' })
    assert.deepEqual(
      (await box(people.staff, '?box=archive&starred=1')).map((one: { id: string }) => one.id),
      [id]
    )
    assert.lengthOf(await box(people.staff, '?starred=1'), 0)
    await people.staff.put(`/threads/${id}`, { place: 'box', read: true })
    assert.lengthOf(await box(people.staff, '?starred=1&unread=1'), 0)
    await people.staff.put(`/threads/${id}`, { read: false })
    assert.lengthOf(await box(people.staff, '?starred=1&unread=1'), 1)
    assert.equal((await people.staff.put(`/threads/${id}`, { place: 'nowhere' })).status, 422)
    assert.equal((await people.staff.get(`/threads/x`)).status, 404)
  })
})
