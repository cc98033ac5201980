/* eslint-disable max-lines -- one arena for all that is asked of messages */
import { randomUUID } from 'node:crypto'
import type {} from '@japa/assert'
import { test } from '@japa/runner'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE, TWO } from '../arena.ts'

const P = `${ONE}/p/messagerie`
const NOWHERE = '01900000-0000-7000-8000-000000000000'
const text = (words: string) => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }],
})
const target = (more: object) => ({
  ...{ kind: 'to', member: null, guardians: false, group: null, profile: null, everyone: false },
  ...more,
})
const draft = (targets: object[], more: object = {}) => ({
  ...{ threadId: null, subject: 'Sortie', body: text('Rendez-vous à l’école.'), files: [] },
  ...{ noReply: false, sendAt: null, targets: targets.map(target), ...more },
})
const OPEN = {
  ...{ week: Array(7).fill({ opens: '00:00', closes: '24:00' }), zone: 'none', holidays: false },
  ...{ exceptions: [], bypass: ['head'] },
}

test.group('Messages', (group) => {
  const here = arena(group)
  const people = new Map<string, Visitor>()
  let members: Record<string, string>
  let groups: Record<string, string>

  group.tap((one) => void one.timeout(120_000))
  group.setup(async () => {
    people.clear()
    ;({ members, groups } = here.world.schools[0]!)
    const head = await as('head.1')
    await head.put(`${ONE}/plugins/messagerie`, { on: true })
    await head.put(`${ONE}/quiet-hours`, OPEN)
    const other = await as('head.2')
    await other.put(`${TWO}/plugins/messagerie`, { on: true })
    const { id } = here.world.schools[0]!
    await here.query(
      `insert into core.group_members (school_id, group_id, member_id, role) values ($1, $2, $3, 'teacher')`,
      [id, groups['5A'], members['teacher']]
    )
    members['zoe'] = await pupil('Zoé Alpha', '5A')
    members['tom'] = await pupil('Tom Bêta', '5B')
  })

  async function pupil(name: string, of: string): Promise<string> {
    const [row] = await here.query<{ id: string }>(
      `with a as (insert into core.accounts (identifier, password_hash, given_name, family_name)
          select $2, password_hash, $2, 'Essai' from core.accounts where identifier = 'head.1' returning id),
        m as (insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
          select $1, id, 'student', array['student'], $2, 'Essai', $2 from a returning id)
       select id from m`,
      [here.world.schools[0]!.id, name.toLowerCase().split(' ')[0]]
    )
    await here.query('update core.members set display_name = $1 where id = $2', [name, row!.id])
    await here.query(
      'insert into core.group_members (school_id, group_id, member_id) values ($1, $2, $3)',
      [here.world.schools[0]!.id, groups[of], row!.id]
    )
    return row!.id
  }

  async function as(identifier: string): Promise<Visitor> {
    const known = people.get(identifier) ?? (await here.as(identifier))
    people.set(identifier, known)
    return known
  }
  async function send(
    identifier: string,
    targets: object[],
    more: object = {},
    id: string = randomUUID()
  ) {
    const who = await as(identifier)
    const saved = await who.put(`${P}/drafts/${id}`, draft(targets, more))
    if (saved.status !== 200) return { ...saved, id }
    return { ...(await who.post(`${P}/drafts/${id}/send`)), id }
  }
  const box = async (identifier: string, query = '') =>
    (await (await as(identifier)).get(`${P}/threads${query}`)).body.data
  const rows = async () =>
    (await here.query<{ count: string }>('select count(*) from plugin_messagerie.recipients'))[0]!
      .count

  test('a teacher writes to the parents of a class: each reads it, answers, and both find the thread', async ({
    assert,
  }) => {
    const sent = await send('teacher.1', [{ group: groups['5A'], profile: 'guardian' }])
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.deepInclude(sent.body, { total: 1, familiesAt: null })
    const [mine] = await box('guardian.1')
    assert.deepInclude(mine, { subject: 'Sortie', unread: true, author: 'teacher 1', mine: false })
    assert.deepEqual(await box('student.1'), [])
    assert.lengthOf(await box('teacher.1', '?box=sent'), 1)
    assert.deepEqual(await box('teacher.1'), [])

    const parent = await as('guardian.1')
    const { body: thread } = await parent.get(`${P}/threads/${mine.id}`)
    assert.equal(thread.messages[0].body.content[0].content[0].text, 'Rendez-vous à l’école.')
    assert.isTrue(thread.messages[0].watched)
    assert.equal((await parent.put(`${P}/threads/${mine.id}`, { read: true })).status, 204)
    assert.isFalse((await box('guardian.1'))[0].unread)
    const teacher = await as('teacher.1')
    const receipts = await teacher.get(`${P}/messages/${sent.id}/receipts`)
    assert.equal(receipts.body.data[0].name, 'guardian 1')
    assert.isNotNull(receipts.body.data[0].readAt)
    assert.equal((await parent.get(`${P}/messages/${sent.id}/receipts`)).status, 404)

    const answer = await send('guardian.1', [{ member: members['teacher'] }], {
      ...{ threadId: mine.id, subject: null, body: text('C’est noté.') },
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.body.threadId, mine.id)
    const [back] = await box('teacher.1')
    assert.deepInclude(back, { id: mine.id, excerpt: 'C’est noté.', unread: true, messages: 2 })
    assert.equal((await teacher.get(`${P}/latest`)).body.unread, 1)
  })

  test('what a recipient received rings his bell', async ({ assert }) => {
    await send('head.1', [{ member: members['librarian'] }], { subject: 'Inventaire' })
    const librarian = await as('librarian.1')
    let bell: { text: string; path?: string }[] = []
    for (let tries = 0; tries < 100 && bell.length === 0; tries++) {
      bell = (await librarian.get('/api/me/notifications')).body.data
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
        'student.1',
        [{ member: members['teacher'] }, { member: members['tom'] }],
        'E_MESSAGERIE_REFUSED',
        'Tom Bêta',
      ],
      ['student.1', [{ member: members['zoe'] }], 'E_MESSAGERIE_ADULT', 'adulte'],
      ['student.1', [{ group: groups['5A'], profile: 'student' }], 'E_MESSAGERIE_ADULT', 'adulte'],
      ['student.1', [{ group: groups['5B'], profile: 'student' }], 'E_MESSAGERIE_REFUSED', '5B'],
      ['guardian.1', [{ member: members['both'] }], 'E_MESSAGERIE_REFUSED', 'parents'],
      ['guardian.1', [{ member: members['zoe'] }], 'E_MESSAGERIE_REFUSED', 'Zoé Alpha'],
      ['teacher.1', [{ member: members['tom'] }], 'E_MESSAGERIE_REFUSED', 'élèves'],
      ['teacher.1', [{ profile: 'guardian' }], 'E_MESSAGERIE_WHOLE', 'direction'],
    ] as const) {
      const { status, body } = await send(who, [...targets])
      assert.equal(status, 403, `${who} ${code} ${JSON.stringify(body)}`)
      assert.equal(body.errors[0].code, code)
      assert.include(body.errors[0].message, said)
    }
    assert.equal(await rows(), before)
  })

  test('a pupil writes to his class in a message which an adult receives too', async ({
    assert,
  }) => {
    const { status, body } = await send('student.1', [
      { group: groups['5A'], profile: 'student' },
      { kind: 'cc', member: members['teacher'] },
    ])
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.total, 2)
  })

  test('nobody is found beyond whom one may write to', async ({ assert }) => {
    const find = async (who: string, q = '') => {
      const { body } = await (await as(who)).get(`${P}/recipients?q=${encodeURIComponent(q)}`)
      return [
        ...body.people.map(({ name }: { name: string }) => name),
        ...body.groups.map(({ name, profile }: Record<string, string>) => `${name}/${profile}`),
      ]
    }
    const pupils = await find('student.1')
    assert.includeMembers(pupils, ['teacher 1', 'guardian 1', 'Zoé Alpha', 'head 1', '5A/student'])
    assert.notInclude(pupils, 'Tom Bêta')
    assert.isEmpty(pupils.filter((one) => one.startsWith('5B') || one.endsWith('/guardian')))
    assert.deepEqual(await find('student.1', 'tom'), [])
    assert.deepEqual(await find('student.1', 'ZOE'), ['Zoé Alpha'])
    assert.deepEqual(await find('head.1', 'beta'), ['Tom Bêta'])
    assert.deepEqual(await find('head.1', '%'), [])
    assert.includeMembers(await find('head.1'), ['/guardian', '5A/guardian', '5B/student'])
  })

  test('the count says how many receive it, and moves with the recipients', async ({ assert }) => {
    const teacher = await as('teacher.1')
    const count = async (...targets: object[]) =>
      (
        await teacher.post(`${P}/recipients/count`, {
          targets: targets.map(target),
          threadId: null,
        })
      ).body
    assert.deepInclude(await count({ group: groups['5A'], profile: 'student' }), {
      total: 2,
      families: 2,
    })
    const both = await count(
      { group: groups['5A'], profile: 'student' },
      { member: members['student'] },
      { member: members['student'], guardians: true }
    )
    assert.deepInclude(both, { total: 3, refused: null })
  })

  test('sent twice, also at once, a message leaves once', async ({ assert }) => {
    const id = randomUUID()
    const who = await as('teacher.1')
    const targets = [{ member: members['librarian'] }]
    await who.put(`${P}/drafts/${id}`, draft(targets))
    const before = Number(await rows())
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => who.post(`${P}/drafts/${id}/send`))
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.lengthOf([...new Set(answers.map(({ body }) => body.threadId))], 1)
    assert.equal(Number(await rows()), before + 2)
    assert.equal((await who.put(`${P}/drafts/${id}`, draft(targets))).status, 409)
    assert.equal((await who.delete(`${P}/drafts/${id}`)).status, 409)
  })

  test('bad input: one clear code each, nothing sent', async ({ assert }) => {
    const before = await rows()
    const me = { member: members['teacher'] }
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
      const answer = await send('head.1', [...targets], { body: script, ...more })
      assert.equal(answer.status, status, `${code} ${JSON.stringify(answer.body).slice(0, 300)}`)
      if (code) assert.equal(answer.body.errors[0].code, code)
    }
    const huge = await send('head.1', [me], { subject: 'x'.repeat(1_000_000) })
    assert.include([413, 422], huge.status)
    const crowd = await send('head.1', Array(10_000).fill(me))
    assert.include([413, 422], crowd.status)
    assert.equal(await rows(), before)
  })

  test('somebody who left is said to have left; another school’s people, groups and threads are not there', async ({
    assert,
  }) => {
    const other = here.world.schools[1]!
    const head = await as('head.1')
    const mine = await send('head.1', [{ member: members['teacher'] }], { subject: 'Entre nous' })
    const stranger = await as('head.2')
    const Q = `${TWO}/p/messagerie`
    assert.equal((await stranger.get(`${Q}/threads/${mine.body.threadId}`)).status, 404)
    assert.equal(
      (await stranger.put(`${Q}/threads/${mine.body.threadId}`, { read: true })).status,
      404
    )
    assert.equal((await stranger.post(`${Q}/messages/${mine.id}/recall`)).status, 404)
    const id = randomUUID()
    const foreign = draft([{ member: other.members['teacher'] }])
    assert.equal((await head.put(`${P}/drafts/${id}`, foreign)).status, 422)
    const group = draft([{ group: other.groups['5A'], profile: 'student' }])
    assert.equal((await head.put(`${P}/drafts/${randomUUID()}`, group)).status, 422)
    const thread = draft([{ member: other.members['teacher'] }], { threadId: mine.body.threadId })
    assert.equal((await stranger.put(`${Q}/drafts/${randomUUID()}`, thread)).status, 404)

    const gone = await pupil('Léo Parti', '5A')
    await here.query('update core.members set ended_at = now() where id = $1', [gone])
    const { status, body } = await send('head.1', [
      { member: gone },
      { member: members['teacher'] },
    ])
    assert.equal(status, 422)
    assert.equal(body.errors[0].code, 'E_MESSAGERIE_GONE')
  })

  test('a draft is its author’s alone, kept as a whole and thrown away', async ({ assert }) => {
    const id = randomUUID()
    const teacher = await as('teacher.1')
    const half = draft([{ member: members['head'] }], {
      subject: null,
      sendAt: '2027-01-05T07:00:00Z',
    })
    assert.equal((await teacher.put(`${P}/drafts/${id}`, half)).status, 200)
    const head = await as('head.1')
    assert.equal((await head.get(`${P}/drafts/${id}`)).status, 404)
    assert.equal((await head.put(`${P}/drafts/${id}`, half)).status, 404)
    assert.equal((await head.post(`${P}/drafts/${id}/send`)).status, 404)
    assert.equal((await head.delete(`${P}/drafts/${id}`)).status, 404)
    const { body } = await teacher.get(`${P}/drafts/${id}`)
    assert.deepInclude(body, { subject: '', sendAt: '2027-01-05T07:00:00.000Z' })
    assert.deepEqual(body.names, [{ member: members['head'], group: null, name: 'head 1' }])
    assert.isTrue(
      (await teacher.get(`${P}/drafts`)).body.data.some((one: { id: string }) => one.id === id)
    )
    assert.equal((await teacher.delete(`${P}/drafts/${id}`)).status, 204)
    assert.equal((await teacher.get(`${P}/drafts/${id}`)).status, 404)
  })

  test('an author without an answer wanted gets none; a message is recalled within the hour, not after, with its trace', async ({
    assert,
  }) => {
    const sent = await send('teacher.1', [{ member: members['guardian'] }], {
      ...{ noReply: true, subject: 'Secret', body: text('À oublier') },
    })
    const { threadId } = sent.body
    const no = await send('guardian.1', [{ member: members['teacher'] }], { threadId })
    assert.equal(no.body.errors[0].code, 'E_MESSAGERIE_NO_REPLY')
    const parent = await as('guardian.1')
    const teacher = await as('teacher.1')
    assert.equal((await parent.post(`${P}/messages/${sent.id}/recall`)).status, 404)
    assert.equal((await teacher.post(`${P}/messages/${sent.id}/recall`)).status, 204)
    const { body } = await parent.get(`${P}/threads/${threadId}`)
    assert.deepInclude(body.messages[0], { recalled: true, body: null })
    assert.notInclude(JSON.stringify(body), 'oublier')
    assert.lengthOf(await box('guardian.1', '?q=oublier'), 0)

    const late = await send('teacher.1', [{ member: members['guardian'] }])
    await here.query(
      `update plugin_messagerie.messages set sent_at = now() - interval '61 minutes' where id = $1`,
      [late.id]
    )
    const refused = await teacher.post(`${P}/messages/${late.id}/recall`)
    assert.equal(refused.status, 409)
    assert.equal(refused.body.errors[0].code, 'E_MESSAGERIE_TOO_LATE')
  })

  test('sent later, it is there later; while the school is closed, families wait and staff do not', async ({
    assert,
  }) => {
    const head = await as('head.1')
    const later = new Date(Date.now() + 3 * 3_600_000).toISOString()
    await send('head.1', [{ member: members['school-life'] }], { subject: 'Demain', sendAt: later })
    assert.deepEqual(await box('school-life.1'), [])
    await here.query(
      'update plugin_messagerie.recipients set visible_at = now() where visible_at > now()'
    )
    assert.lengthOf(await box('school-life.1'), 1)

    const day = (ahead: number) =>
      new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
    const exceptions = [{ from: day(-1), to: day(1), hours: null, label: 'Fermé' }]
    await head.put(`${ONE}/quiet-hours`, { ...OPEN, exceptions })
    const sent = await send(
      'head.1',
      [{ member: members['student'] }, { member: members['school-life'] }],
      { subject: 'La nuit' }
    )
    assert.isNotNull(sent.body.familiesAt)
    assert.deepEqual(await box('student.1', '?q=nuit'), [])
    assert.lengthOf(await box('school-life.1', '?q=nuit'), 1)
    await head.put(`${ONE}/quiet-hours`, OPEN)
  })

  test('boxes: search without accents, star, archive, bin and back, pages without a gap', async ({
    assert,
  }) => {
    for (let index = 0; index < 23; index++)
      await send('head.1', [{ member: members['staff'] }], {
        ...{ subject: `Élève n° ${index}`, body: text('Réunion à l’été') },
      })
    const staff = await as('staff.1')
    const first = (await staff.get(`${P}/threads`)).body
    const second = (await staff.get(`${P}/threads?before=${first.next}`)).body
    assert.lengthOf(first.data, 20)
    assert.isNull(second.next)
    const all = [...first.data, ...second.data].map(({ id }: { id: string }) => id)
    assert.lengthOf([...new Set(all)], 23)
    assert.lengthOf(await box('staff.1', '?q=ELEVE+reunions'), 20)
    assert.lengthOf(await box('staff.1', '?q=head'), 20)
    assert.lengthOf(await box('staff.1', '?q=absent'), 0)
    const [id] = all
    await staff.put(`${P}/threads/${id}`, { starred: true, place: 'archive' })
    assert.deepEqual(
      (await box('staff.1', '?box=archive&starred=1')).map((one: { id: string }) => one.id),
      [id]
    )
    assert.lengthOf(await box('staff.1', '?starred=1'), 0)
    await staff.put(`${P}/threads/${id}`, { place: 'box', read: true })
    assert.lengthOf(await box('staff.1', '?starred=1&unread=1'), 0)
    await staff.put(`${P}/threads/${id}`, { read: false })
    assert.lengthOf(await box('staff.1', '?starred=1&unread=1'), 1)
    assert.equal((await staff.put(`${P}/threads/${id}`, { place: 'nowhere' })).status, 422)
    assert.equal((await staff.get(`${P}/threads/x`)).status, 404)
  })
})
