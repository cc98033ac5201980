import { test } from '@japa/runner'
import { FIRST, newsroom, SECOND } from './newsroom.ts'

const SAID = (title: string) => `Nouvelle actualité\u00a0: «\u00a0${title}\u00a0»`
const FOR = (profile: string | null, groupId: string | null = null) => ({
  audiences: [{ groupId, profile }],
})

test.group('The bell', (group) => {
  const room = newsroom(group)

  test('published news reach whom they address, guardians through their child, never their author', async ({
    assert,
  }) => {
    const { groups } = room.world.schools[0]!
    await room.publish(FIRST, { title: 'Sortie', ...FOR(null, groups['5A']!) })
    await room.publish(FIRST, { title: 'Autre classe', ...FOR(null, groups['5B']!) })
    await room.publish(FIRST, { title: 'Conseil', ...FOR('teacher') })
    await room.settled()
    assert.deepEqual(await room.bell('student.1'), [SAID('Sortie')])
    assert.deepEqual(await room.bell('guardian.1'), [SAID('Sortie')])
    assert.deepEqual(await room.bell('teacher.1'), [SAID('Conseil')])
    assert.deepEqual(await room.bell('both'), [])
    assert.deepEqual(await room.bell('head.1'), [])
    await room.publish(FIRST, { title: 'Pour tous' })
    await room.settled()
    assert.deepEqual(await room.bell('both'), [SAID('Pour tous')])
    assert.notInclude(await room.bell('head.1'), SAID('Pour tous'))
  })

  test('one item is told once: a new title shows, a new class is reached, a class left out is not', async ({
    assert,
  }) => {
    const { groups } = room.world.schools[0]!
    const head = await room.as('head.1')
    const id = await room.publish(FIRST, { title: 'Piscinne', ...FOR('student', groups['5B']!) })
    await room.settled()
    const at = `/api/schools/${FIRST}/p/actualites/news/${id}`
    const corrected = {
      ...{ title: 'Piscine', body: 'Mardi.', expiresAt: null },
      publishAt: new Date().toISOString(),
      ...FOR('student', groups['5A']!),
    }
    assert.equal((await head.put(at, corrected)).status, 200)
    await room.settled()
    assert.include(await room.bell('student.1'), SAID('Piscine'))
    const rows = await room.query(`select from core.notices where object = $1`, [id])
    assert.lengthOf(rows, 1)
    const before = (await room.bell('student.1')).length
    await head.put(at, corrected)
    await room.settled()
    assert.lengthOf(await room.bell('student.1'), before)
    await head.put(at, { ...corrected, ...FOR('student', groups['5B']!) })
    await room.settled()
    assert.notInclude(await room.bell('student.1'), SAID('Piscine'))
  })

  test('what is scheduled comes at its date, follows it when it moves, and never once deleted', async ({
    assert,
  }) => {
    const head = await room.as('head.1')
    const publishAt = new Date(Date.now() + 3_600_000).toISOString()
    const id = await room.publish(FIRST, { title: 'Demain', publishAt })
    const other = await room.publish(FIRST, { title: 'Jamais', publishAt })
    const at = `/api/schools/${FIRST}/p/actualites/news`
    const due = () =>
      room.query<{ due_at: Date }>(
        `select due_at from core.outbox where job = 'notify' order by due_at`
      )
    assert.lengthOf(await due(), 2)
    assert.equal((await head.delete(`${at}/${other}`)).status, 204)
    const later = new Date(Date.now() + 7_200_000).toISOString()
    await head.put(`${at}/${id}`, {
      ...{ title: 'Demain', body: 'Texte', publishAt: later, expiresAt: null },
      ...FOR(null),
    })
    const [moved, ...more] = await due()
    assert.lengthOf(more, 0)
    assert.equal(moved!.due_at.toISOString(), later)
    assert.notInclude(await room.bell('student.1'), SAID('Demain'))
    await room.query(`update core.notices set due_at = now() where object = $1`, [id])
    await room.query(`update core.outbox set due_at = now() where job = 'notify'`)
    await room.settled()
    assert.include(await room.bell('student.1'), SAID('Demain'))
    assert.notInclude(await room.bell('student.1'), SAID('Jamais'))
    await head.delete(`${at}/${id}`)
    assert.notInclude(await room.bell('student.1'), SAID('Demain'))
  })

  test('what was told and is put off goes, and comes again at its new date', async ({ assert }) => {
    const id = await room.publish(FIRST, { title: 'Reportée' })
    await room.settled()
    assert.include(await room.bell('student.1'), SAID('Reportée'))
    const at = `/api/schools/${FIRST}/p/actualites/news/${id}`
    const publishAt = new Date(Date.now() + 3_600_000).toISOString()
    const later = { title: 'Reportée', body: 'Texte', publishAt, expiresAt: null, ...FOR(null) }
    assert.equal((await (await room.as('head.1')).put(at, later)).status, 200)
    assert.notInclude(await room.bell('student.1'), SAID('Reportée'))
    await room.query(`update core.notices set due_at = now() where object = $1`, [id])
    await room.query(`update core.outbox set due_at = now() where job = 'notify'`)
    await room.settled()
    assert.include(await room.bell('student.1'), SAID('Reportée'))
  })

  test('a notice handed over too early is put off, not told', async ({ assert }) => {
    const publishAt = new Date(Date.now() + 3_600_000).toISOString()
    const id = await room.publish(FIRST, { title: 'Trop tôt', publishAt })
    await room.query(`update core.outbox set due_at = now() where job = 'notify'`)
    await room.settled()
    assert.notInclude(await room.bell('student.1'), SAID('Trop tôt'))
    const [row] = await room.query<{ due_at: Date }>(
      `select due_at from core.outbox where job = 'notify'`
    )
    assert.equal(row!.due_at.toISOString(), publishAt)
    await (await room.as('head.1')).delete(`/api/schools/${FIRST}/p/actualites/news/${id}`)
  })

  test('a notification leads to its page; read, one by one, by its object or all at once', async ({
    assert,
  }) => {
    const pupil = await room.as('student.1')
    const first = await room.publish(FIRST, { title: 'Un' })
    await room.publish(FIRST, { title: 'Deux' })
    await room.settled()
    const unread = await room.unread('student.1')
    const { body } = await pupil.get('/api/me/notifications')
    const [newest] = body.data
    assert.deepInclude(newest, { plugin: 'actualites', kind: 'published', read: false })
    assert.deepEqual(newest.school, { uai: FIRST, name: 'École 1' })
    const one = body.data.find(({ path }: { path: string }) => path.endsWith(first))
    assert.equal(one.path, `/e/${FIRST}/actualites/lire/${first}`)
    const read = (marked: object) => pupil.post('/api/me/notifications/read', marked)
    assert.deepEqual((await read({ ids: [newest.id] })).body, { unread: unread - 1 })
    const seen = { uai: FIRST, plugin: 'actualites', object: first }
    assert.deepEqual((await read(seen)).body, { unread: unread - 2 })
    assert.deepEqual((await read(seen)).body, { unread: unread - 2 })
    const until = new Date(0).toISOString()
    assert.deepEqual((await read({ until })).body, { unread: unread - 2 })
    assert.deepEqual((await read({ until: new Date().toISOString() })).body, { unread: 0 })
    assert.equal((await read({})).status, 422)
    assert.equal((await read({ ids: ['x'] })).status, 422)
    const left = await pupil.get('/api/me/notifications?unread=1')
    assert.deepEqual(left.body.data, [])
  })

  test('reading never writes; a forged mark of somebody else’s changes nothing', async ({
    assert,
  }) => {
    await room.publish(FIRST, { title: 'Pour la classe' })
    await room.settled()
    const before = await room.query(
      `select xmin::text, * from core.notifications order by member_id, notice_id`
    )
    await room.bell('student.1')
    await room.unread('student.1')
    await (await room.as('student.1')).get('/api/me/notifications/choices')
    assert.deepEqual(
      await room.query(
        `select xmin::text, * from core.notifications order by member_id, notice_id`
      ),
      before
    )
    const { body } = await (await room.as('student.1')).get('/api/me/notifications')
    await (
      await room.as('student.2')
    ).post('/api/me/notifications/read', { ids: [body.data[0].id] })
    assert.isAbove(await room.unread('student.1'), 0)
  })

  test('twin schools never meet; who is in both has both, each under its name', async ({
    assert,
  }) => {
    const before = await room.unread('student.1')
    await room.publish(SECOND, { title: 'Au lycée' })
    await room.settled()
    assert.equal(await room.unread('student.1'), before)
    assert.include(await room.bell('student.2'), SAID('Au lycée'))
    const { body } = await (await room.as('both')).get('/api/me/notifications')
    const schools = new Set(body.data.map((one: { school: { uai: string } }) => one.school.uai))
    assert.sameMembers([...schools], [FIRST, SECOND])
    assert.deepEqual(await room.bell('agent'), [])
  })

  test('off, paused or for one who has left nothing shows; on again it does', async ({
    assert,
  }) => {
    const head = await room.as('head.1')
    const module = `/api/schools/${FIRST}/plugins/actualites`
    const shown = await room.bell('student.1')
    assert.isAbove(shown.length, 0)
    await head.put(module, { on: false })
    assert.deepEqual(await room.bell('student.1'), [])
    assert.equal(await room.unread('student.1'), 0)
    await head.put(module, { on: true })
    assert.deepEqual(await room.bell('student.1'), shown)
    const pause = { profiles: ['student'], mode: 'off', until: null, reason: 'Essai' }
    await head.put(`${module}/pause`, pause)
    assert.deepEqual(await room.bell('student.1'), [])
    assert.isAbove((await room.bell('guardian.1')).length, 0)
    await head.put(`${module}/pause`, { ...pause, mode: 'read-only' })
    assert.deepEqual(await room.bell('student.1'), shown)
    await head.delete(`${module}/pause`)
    const member = room.world.schools[0]!.members['student']
    await room.query('update core.members set ended_at = now() where id = $1', [member])
    assert.deepEqual(await room.bell('student.1'), [])
    await room.query('update core.members set ended_at = null where id = $1', [member])
  })

  test('a person chooses, kind by kind and school by school', async ({ assert }) => {
    const parent = await room.as('both')
    const { body } = await parent.get('/api/me/notifications/choices')
    assert.deepEqual(
      body.schools.map(({ school }: { school: { uai: string } }) => school.uai),
      [FIRST, SECOND]
    )
    const [module] = body.schools[0].modules
    assert.equal(module.name, 'Actualités')
    assert.deepInclude(module.kinds[0], { kind: 'published', app: true, mail: 'daily' })
    const choice = { uai: FIRST, plugin: 'actualites', kind: 'published', app: false, mail: 'none' }
    const choose = (more: object) =>
      parent.put('/api/me/notifications/choices', { ...choice, ...more })
    assert.equal((await choose({})).status, 204)
    const before = (await room.bell('both')).length
    await room.publish(FIRST, { title: 'Sans lui' })
    await room.publish(SECOND, { title: 'Avec lui' })
    await room.settled()
    assert.lengthOf(await room.bell('both'), before + 1)
    for (const wrong of [{ kind: 'other' }, { plugin: 'hello' }, { uai: '0990009X' }])
      assert.equal((await choose(wrong)).status, 404)
    assert.equal((await choose({ mail: 'hourly' })).status, 422)
    assert.equal((await choose({ app: 'yes' })).status, 422)
    await choose({ app: true, mail: 'daily' })
  })
})
