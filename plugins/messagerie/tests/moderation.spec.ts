import { test } from '@japa/runner'
import {
  createTestHost,
  NEVER_CLOSED,
  type PluginHost,
  type TestMember,
  type TestSchool,
} from '@preau/testing'
import messagerie from '../plugin.ts'
import { sendAs, text } from './support/letters.ts'
import { peopleOf, type People } from './support/people.ts'

test.group('Moderation of messages', (group) => {
  let host: PluginHost
  let here: TestSchool
  let people: People
  let home: string

  group.setup(async () => {
    host = await createTestHost({ plugins: [messagerie] })
    here = await host.school()
    people = await peopleOf(here, host)
    home = `/api/schools/${here.uai}`
    await people.head.put(`${home}/quiet-hours`, NEVER_CLOSED)
    return () => host.close()
  })

  const report = (who: TestMember, object: string, more: object = {}) =>
    who.post(`${home}/reports`, {
      ...{ plugin: 'messagerie', kind: 'messages', object, reason: 'harassment', words: 'Encore.' },
      ...more,
    })
  const looks = async () =>
    (
      await host.sql<{ member_id: string; object: string }>(
        `select member_id, object from core.audit_log where action = 'report.looked' order by id`
      )
    ).map(({ member_id: member, object }) => ({ member, object }))

  test('a message reported leaves the eyes of who reports it, and waits for the moderators as it was', async ({
    assert,
  }) => {
    const sent = await sendAs(
      people.zoe,
      [{ member: people.student.id }, { member: people.cpe.id }],
      {
        ...{ subject: 'Toi', body: text('Personne ne t’aime') },
      }
    )
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    const before = (await people.zoe.get(`/threads/${sent.body.threadId}`)).body
    const made = await report(people.student, sent.id)
    assert.equal(made.status, 201)
    assert.deepEqual(made.body, { told: 'school-life 1' })
    assert.equal((await report(people.student, sent.id)).status, 201)
    assert.deepEqual((await people.student.get('/threads')).body.data, [])
    assert.equal((await people.student.get(`/threads/${sent.body.threadId}`)).status, 404)
    assert.equal((await people.student.get('/latest')).body.unread, 0)

    const { body: queue } = await people.cpe.get(`${home}/reports`)
    assert.equal(queue.meta.total, 1)
    assert.deepInclude(queue.data[0], {
      ...{ what: 'Message', pluginName: 'Messagerie', reason: 'harassment', decision: null },
    })
    assert.notInclude(JSON.stringify(queue), 'aime')
    assert.deepEqual(await looks(), [])
    const { id } = queue.data[0]
    const { body: seen } = await people.cpe.post(`${home}/reports/${id}/looks`)
    assert.deepInclude(seen, { reporter: 'Lou Delta', words: 'Encore.' })
    assert.deepInclude(seen.evidence, { authorName: 'Zoé Alpha', title: 'Toi' })
    assert.include(seen.evidence.text, 'Personne ne t’aime')
    assert.deepEqual(await looks(), [{ member: people.cpe.id, object: id }])

    assert.deepEqual((await people.zoe.get(`/threads/${sent.body.threadId}`)).body, before)
    assert.equal((await people.zoe.get(`${home}/reports`)).status, 403)
    assert.equal((await people.teacher.post(`${home}/reports/${id}/looks`)).status, 403)
  })

  test('nobody but its moderators changes what was reported; one decision is made, removal takes it from everybody', async ({
    assert,
  }) => {
    const { body: queue } = await people.cpe.get(`${home}/reports`)
    const { id } = queue.data[0]
    await assert.rejects(() =>
      host.sql(`set role core_runtime; update core.reports set evidence = '{}'`)
    )
    const decision = { decision: 'removed', note: 'Reçue avec ses parents' }
    assert.equal((await people.head.put(`${home}/reports/${id}/decision`, decision)).status, 204)
    const again = await people.cpe.put(`${home}/reports/${id}/decision`, decision)
    assert.equal(again.body.errors[0].code, 'E_REPORT_DECIDED')
    const [thread] = (await people.cpe.get('/threads')).body.data
    const { body } = await people.cpe.get(`/threads/${thread.id}`)
    assert.deepInclude(body.messages[0], { removed: true, body: null })
    assert.equal((await people.cpe.get(`${home}/reports`)).body.meta.total, 0)
    const { body: decided } = await people.cpe.get(`${home}/reports?state=decided`)
    assert.deepInclude(decided.data[0], { decision: 'removed', decidedBy: people.head.name })
  })

  test('one reports what one has received, and nothing else', async ({ assert }) => {
    const sent = await sendAs(people.teacher, [{ member: people.student.id }])
    const own = await report(people.teacher, sent.id)
    assert.equal(own.status, 422)
    assert.equal(own.body.errors[0].code, 'E_REPORT_OWN')
    assert.equal((await report(people.tom, sent.id)).status, 404)
    assert.equal((await report(people.student, sent.id, { kind: 'threads' })).status, 404)
    assert.equal((await report(people.student, sent.id, { plugin: 'nulle-part' })).status, 404)
    assert.equal((await report(people.student, sent.id, { reason: 'envie' })).status, 422)
  })

  test('a moderator does not see what is reported of himself', async ({ assert }) => {
    const sent = await sendAs(people.cpe, [{ member: people.student.id }])
    await report(people.student, sent.id, { reason: 'other' })
    assert.equal((await people.cpe.get(`${home}/reports`)).body.meta.total, 0)
    const { body } = await people.head.get(`${home}/reports`)
    assert.equal(body.meta.total, 1)
    const { id } = body.data[0]
    assert.equal((await people.cpe.post(`${home}/reports/${id}/looks`)).status, 404)
    const decision = { decision: 'dismissed', note: '' }
    assert.equal((await people.cpe.put(`${home}/reports/${id}/decision`, decision)).status, 404)
  })
})
