import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import {
  createTestHost,
  unzip,
  type PluginHost,
  type TestMember,
  type TestSchool,
} from '@preau/testing'
import folios from '../plugin.ts'
import { done, mine, refusal, titlesOf, traceOf } from './support.ts'

const NOBODYS = '01900000-0000-7000-8000-000000000000'
const UNTIL = '2027-06-30T22:00:00.000Z'

test.group('A portfolio', (group) => {
  let host: PluginHost
  let [here, there] = [] as unknown as [TestSchool, TestSchool]
  let [lina, tom, roussel, other, parent, estranged] = [] as unknown as TestMember[]

  group.setup(async () => {
    host = await createTestHost({ plugins: [folios] })
    here = await host.school()
    there = await host.school()
    lina = await here.member('student', { name: 'Lina', groups: ['5A'] })
    tom = await here.member('student', { name: 'Tom', groups: ['5A'] })
    roussel = await here.member('teacher', { name: 'Mme Roussel', groups: ['5A'] })
    other = await here.member('teacher', { name: 'M. Petit' })
    parent = await here.member('guardian', { name: 'Parent', children: [lina!] })
    estranged = await here.member('guardian', { name: 'Sans droit', children: [lina!] })
    await host.sql(`update core.group_members set role = 'teacher' where member_id = $1`, [
      roussel!.id,
    ])
    await host.sql('update core.guardianships set legal = false where guardian_id = $1', [
      estranged!.id,
    ])
    return () => host.close()
  })

  group.each.teardown(async () => void (await host.sql('delete from plugin_folios.traces')))

  const share = (trace: string, wish: object = {}) =>
    lina!.post(mine.shares(trace), {
      ...{ uai: here.uai, to: 'member', id: roussel!.id, rights: 'comment', until: UNTIL },
      ...wish,
    })
  const make = (title: string, more: object = {}) =>
    done(lina!.post(mine.traces, traceOf(title, more)))

  test('keeps a trace with its file, changes it and lets it go', async ({ assert }) => {
    const file = await lina!.upload('traces', { name: 'forum.txt', bytes: Buffer.from('Forum') })
    const made = await make('Forum des métiers', { files: [file] })
    assert.equal(made.files[0]!.name, 'forum.txt')
    assert.equal((await lina!.bytes(made.files[0]!.url))?.toString(), 'Forum')
    assert.deepEqual(await titlesOf(lina!, mine.traces), ['Forum des métiers'])
    assert.deepEqual(await titlesOf(lina!, `${mine.traces}?parcours=health`), [])
    const changed = await done(
      lina!.put(mine.trace(made.id), traceOf('<b>Forum</b>', { files: [file] }))
    )
    assert.equal(changed.title, '<b>Forum</b>')
    await done(lina!.delete(mine.trace(made.id)))
    assert.equal(await refusal(lina!.get(mine.trace(made.id))), '404 E_NOT_FOUND')
    const left = await host.sql(`select from core.files where id = $1 and state = 'clean'`, [file])
    assert.lengthOf(left, 0)
  })

  test('is its owner’s alone until it is shared', async ({ assert }) => {
    const file = await lina!.upload('traces', { name: 'moi.txt', bytes: Buffer.from('Moi') })
    const made = await make('À moi', { files: [file] })
    assert.equal(await refusal(tom!.get(mine.trace(made.id))), '404 E_NOT_FOUND')
    assert.equal(await refusal(tom!.put(mine.trace(made.id), traceOf('X'))), '404 E_NOT_FOUND')
    assert.equal(await refusal(tom!.delete(mine.trace(made.id))), '404 E_NOT_FOUND')
    assert.deepEqual(await titlesOf(tom!, mine.traces), [])
    assert.isUndefined(await tom!.bytes(made.files[0]!.url))
    assert.equal(
      await refusal(tom!.post(mine.traces, traceOf('Volée', { files: [file] }))),
      '422 E_FILE_UPLOAD'
    )
    for (const adult of [roussel!, parent!, here.head]) {
      assert.deepEqual(await titlesOf(adult, 'shared'), [])
      assert.equal(await refusal(adult.get(`shared/${made.id}`)), '404 E_NOT_FOUND')
      assert.equal(await refusal(adult.get(mine.traces)), '403 E_FORBIDDEN')
      assert.isUndefined(await adult.bytes(made.files[0]!.url))
    }
  })

  test('is shared with one adult, who comments and validates; taken back, it closes at once', async ({
    assert,
  }) => {
    const file = await lina!.upload('traces', { name: 'vu.txt', bytes: Buffer.from('Vu') })
    const made = await make('Partagée', { files: [file] })
    const shown = await done(share(made.id))
    assert.equal(shown.shares[0]!.recipient, 'Mme Roussel')
    assert.deepEqual(await titlesOf(roussel!, 'shared'), ['Partagée'])
    for (const adult of [other!, parent!, estranged!, here.head])
      assert.equal(await refusal(adult.get(`shared/${made.id}`)), '404 E_NOT_FOUND')
    const read = await done(roussel!.get(`shared/${made.id}`))
    const [link] = read.files
    assert.equal((await roussel!.bytes(link!.url))?.toString(), 'Vu')
    assert.isUndefined(await other!.bytes(link!.url))
    assert.notInclude(JSON.stringify(read), 'account')
    await done(roussel!.post(`shared/${made.id}/comments`, { body: 'Bravo', skill: 'methods' }))
    const answered = await done(lina!.get(mine.trace(made.id)))
    assert.equal(answered.comments[0]!.author, 'Mme Roussel')
    assert.equal(answered.comments[0]!.skill, 'methods')
    const after = await done(lina!.delete(mine.share(made.id, answered.shares[0]!.id)))
    assert.deepEqual(after.shares, [])
    assert.lengthOf(after.comments, 1)
    assert.equal(await refusal(roussel!.get(`shared/${made.id}`)), '404 E_NOT_FOUND')
    assert.isUndefined(await roussel!.bytes(link!.url))
    assert.equal(
      await refusal(roussel!.post(`shared/${made.id}/comments`, { body: 'Encore', skill: null })),
      '404 E_NOT_FOUND'
    )
  })

  test('is shared with a team or with legal guardians, to be read only', async ({ assert }) => {
    const made = await make('À l’équipe')
    const team = await here.group('5A')
    await done(share(made.id, { to: 'team', id: team, rights: 'read' }))
    assert.deepEqual(await titlesOf(roussel!, 'shared'), ['À l’équipe'])
    assert.deepEqual(await titlesOf(other!, 'shared'), [])
    assert.equal(
      await refusal(roussel!.post(`shared/${made.id}/comments`, { body: 'Non', skill: null })),
      '403 E_FOLIOS_READ_ONLY'
    )
    await done(share(made.id, { to: 'guardians', id: undefined, rights: 'comment' }))
    assert.deepEqual(await titlesOf(parent!, 'shared'), ['À l’équipe'])
    assert.deepEqual(await titlesOf(estranged!, 'shared'), [])
    assert.equal(
      await refusal(parent!.post(`shared/${made.id}/comments`, { body: 'x', skill: 'methods' })),
      '403 E_FOLIOS_VALIDATE'
    )
    await host.sql('update core.guardianships set legal = false where guardian_id = $1', [
      parent!.id,
    ])
    assert.deepEqual(await titlesOf(parent!, 'shared'), [])
    await host.sql('update core.guardianships set legal = true where guardian_id = $1', [
      parent!.id,
    ])
    await done(lina!.delete(mine.trace(made.id)))
    assert.deepEqual(await titlesOf(parent!, 'shared'), [])
  })

  test('refuses what may not be: pupils, strangers, past dates, foreign schools, wrong bodies', async ({
    assert,
  }) => {
    const made = await make('Refus')
    const stranger = await there.member('teacher')
    const cases: [string, ReturnType<TestMember['get']>][] = [
      ['422 E_FOLIOS_RECIPIENT', share(made.id, { id: tom!.id })],
      ['422 E_FOLIOS_RECIPIENT', share(made.id, { id: stranger.id })],
      ['422 E_FOLIOS_RECIPIENT', share(made.id, { id: NOBODYS })],
      ['422 E_FOLIOS_RECIPIENT', share(made.id, { to: 'team', id: await here.group('5B') })],
      ['422 E_FOLIOS_UNTIL', share(made.id, { until: '2020-01-01T00:00:00Z' })],
      ['404 E_NOT_FOUND', share(made.id, { uai: there.uai })],
      ['404 E_NOT_FOUND', share(NOBODYS)],
      ['404 E_NOT_FOUND', lina!.delete(mine.share(made.id, NOBODYS))],
      ['404 E_NOT_FOUND', lina!.get(mine.trace('null'))],
      ['422 E_VALIDATION', lina!.post(mine.traces, traceOf('x', { happenedOn: '2026-02-31' }))],
      ['422 E_VALIDATION', lina!.post(mine.traces, traceOf('', {}))],
      ['422 E_VALIDATION', lina!.post(mine.traces, traceOf('x', { parcours: ['x'] }))],
    ]
    for (const [expected, answering] of cases) assert.equal(await refusal(answering), expected)
  })

  test('is closed by its date', async ({ assert }) => {
    const made = await make('Datée')
    await done(share(made.id))
    assert.deepEqual(await titlesOf(roussel!, 'shared'), ['Datée'])
    await host.sql(`update plugin_folios.traces_shares set until = now() - interval '1 second'`)
    assert.deepEqual(await titlesOf(roussel!, 'shared'), [])
    assert.isFalse((await done(lina!.get(mine.trace(made.id)))).shares[0]!.open)
  })

  test('follows the pupil to another school, and closes to the one that he has left', async ({
    assert,
  }) => {
    const mover = await here.member('student', { name: 'Nadia', groups: ['5A'] })
    const file = await mover.upload('traces', { name: 'suit.txt', bytes: Buffer.from('Suit') })
    const made = await done(mover.post(mine.traces, traceOf('Suit', { files: [file] })))
    const wish = { uai: here.uai, to: 'member', id: roussel!.id, rights: 'comment', until: null }
    await done(mover.post(mine.shares(made.id), wish))
    const [before] = (await done(roussel!.get(`shared/${made.id}`))).files
    await done(roussel!.post(`shared/${made.id}/comments`, { body: 'Bon départ', skill: null }))
    const teacher = await there.member('teacher', { name: 'M. Nouveau', groups: ['4B'] })

    await host.sql('update core.members set ended_at = now() where id = $1', [mover.id])
    assert.deepEqual(await titlesOf(roussel!, 'shared'), [])
    assert.isUndefined(await roussel!.bytes(before!.url))
    assert.equal(await refusal(mover.get(mine.traces)), '404 E_ROUTE_NOT_FOUND')

    await host.sql(
      `insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
       select $1, account_id, profile, profiles, given_name, family_name, display_name from core.members where id = $2`,
      [there.id, mover.id]
    )
    assert.deepEqual(await titlesOf(mover, mine.traces), ['Suit'])
    const kept = await done(mover.get(mine.trace(made.id)))
    assert.equal(kept.comments[0]!.body, 'Bon départ')
    assert.equal((await mover.bytes(kept.files[0]!.url))?.toString(), 'Suit')
    assert.isFalse(kept.shares[0]!.open)
    assert.equal(await refusal(mover.post(mine.shares(made.id), wish)), '404 E_NOT_FOUND')
    await done(mover.post(mine.shares(made.id), { ...wish, uai: there.uai, id: teacher.id }))
    const seen = await done(teacher.get(`shared/${made.id}`))
    assert.equal((await teacher.bytes(seen.files[0]!.url))?.toString(), 'Suit')
    assert.deepEqual(seen.comments, [])
    await done(mover.delete(mine.share(made.id, kept.shares[0]!.id)))
    assert.deepEqual(await titlesOf(roussel!, 'shared'), [])
  })

  test('is gone with the switch, and there again as it was', async ({ assert }) => {
    const made = await make('Éteinte')
    await here.switchOff()
    assert.equal(await refusal(lina!.get(mine.traces)), '404 E_ROUTE_NOT_FOUND')
    assert.equal(await refusal(lina!.delete(mine.trace(made.id))), '404 E_ROUTE_NOT_FOUND')
    await here.switchOn()
    assert.deepEqual(await titlesOf(lina!, mine.traces), ['Éteinte'])
  })

  test('answers an activity of the class: each makes his own trace, once; the teacher sees who has begun', async ({
    assert,
  }) => {
    const groupId = await here.group('5A')
    const body = {
      ...{ groupId, title: 'Visite du port', kind: 'outing', happenedOn: '2026-11-24' },
      ...{ place: 'Le port', prompts: 'Qu’avez-vous vu ?', parcours: ['future'] },
    }
    const { id } = await done<{ id: string }>(roussel!.post('assigned', body))
    assert.equal(await refusal(other!.post('assigned', body)), '422 E_FOLIOS_GROUP')
    assert.deepEqual(await titlesOf(lina!, 'activities'), ['Visite du port'])
    const begin = () => lina!.post(mine.traces, traceOf('Visite du port', { activity: id }))
    const made = await done(begin())
    assert.equal((await done(begin())).id, made.id)
    assert.equal((await lina!.put(`activities/${id}/answer`)).status, 204)
    assert.equal((await lina!.put(`activities/${id}/answer`)).status, 204)
    assert.deepEqual(await titlesOf(lina!, 'activities'), [])
    assert.deepEqual(await titlesOf(tom!, 'activities'), ['Visite du port'])
    const { data } = await done<{ data: { name: string; done: boolean }[] }>(
      roussel!.get(`assigned/${id}`)
    )
    assert.isTrue(data.find(({ name }) => name === 'Lina')!.done)
    assert.isFalse(data.find(({ name }) => name === 'Tom')!.done)
    assert.equal(await refusal(roussel!.get(`shared/${made.id}`)), '404 E_NOT_FOUND')
    assert.equal(await refusal(other!.get(`assigned/${id}`)), '404 E_NOT_FOUND')
    const outside = await here.member('student', { name: 'De 5B', groups: ['5B'] })
    assert.equal(await refusal(outside.put(`activities/${id}/answer`)), '404 E_NOT_FOUND')
    assert.equal((await roussel!.delete(`assigned/${id}`)).status, 204)
    assert.deepEqual(await titlesOf(tom!, 'activities'), [])
    assert.deepEqual(await titlesOf(lina!, mine.traces), ['Visite du port'])
  })

  test('is in its owner’s archive, to be read without Préau, and in no other', async ({
    assert,
  }) => {
    const bytes = Buffer.from('Un fichier à emporter')
    const file = await lina!.upload('traces', { name: 'à emporter.txt', bytes })
    await make('<script>alert(1)</script>', { files: [file] })
    await done(lina!.post('/api/me/exports'))
    const archive = await archiveOf(lina!, '/api/me/exports')
    const text = (path: string) => archive.get(`personnel/folios/${path}`) ?? ''
    const page = text('portfolio.html')
    assert.include(page, '&lt;script&gt;alert(1)&lt;/script&gt;')
    assert.notInclude(page, '<script')
    const { hasPart } = JSON.parse(text('portfolio.jsonld')) as {
      hasPart: { name: string; associatedMedia: { contentUrl: string; sha256: string }[] }[]
    }
    const [media] = hasPart[0]!.associatedMedia
    assert.equal(hasPart[0]!.name, '<script>alert(1)</script>')
    const kept = Buffer.from(text(media!.contentUrl))
    assert.equal(createHash('sha256').update(kept).digest('hex'), media!.sha256)
    assert.include(page, encodeURIComponent('à emporter.txt'))

    const path = `/api/schools/${here.uai}/people/${lina!.id}/exports`
    await done(here.head.post(path))
    const asked = await archiveOf(here.head, path)
    assert.notInclude([...asked].join(), 'alert(1)')
    assert.notInclude([...asked].join(), 'emporter')
  })

  test('goes with its owner, once erased in every school of his', async ({ assert }) => {
    const leaver = await here.member('student', { name: 'Partant' })
    const file = await leaver.upload('traces', { name: 'part.txt', bytes: Buffer.from('Part') })
    const made = await done(leaver.post(mine.traces, traceOf('Part', { files: [file] })))
    await host.sql('update core.members set ended_at = now() where id = $1', [leaver.id])
    const path = `/api/schools/${here.uai}/people/${leaver.id}/erasure`
    await done(here.head.post(path, { confirm: 'Partant' }))
    await host.jobs.drain()
    assert.lengthOf(await host.sql('select from plugin_folios.traces where id = $1', [made.id]), 0)
    const left = await host.sql(`select from core.files where id = $1 and state <> 'gone'`, [file])
    assert.lengthOf(left, 0)
  })

  /** The archive last asked for, by path. */
  async function archiveOf(member: TestMember, path: string): Promise<Map<string, string>> {
    await host.jobs.drain()
    const { data } = await done<{ data: { id: string }[] }>(member.get(path))
    return unzip((await member.bytes(`${path}/${data[0]!.id}/archive`))!)
  }
})
