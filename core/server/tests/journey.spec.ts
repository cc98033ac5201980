import { test } from '@japa/runner'
import { cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

test.group('From sign-in to a module in use', (group) => {
  let database: TestDatabase
  let host: TestHost
  let world: TwinSchools

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    host = await startHost(database, { LOG_LEVEL: 'error' })
    return async () => {
      await host.stop()
      await database.drop()
    }
  })

  test('the head switches hello on, a pupil uses it, the other school does not have it', async ({
    assert,
  }) => {
    const head = await signedIn(host.url, 'head.1')
    const pupil = await signedIn(host.url, 'student.1')
    const other = await signedIn(host.url, 'student.2')
    const [one, two] = world.schools
    const path = `/api/schools/${one!.uai}/p/hello`

    const before = await pupil.get(path)
    assert.equal(before.status, 404)
    assert.deepEqual(before.body, (await pupil.get('/api/nothing')).body)

    const on = await head.put(`/api/schools/${one!.uai}/plugins/hello`, {
      on: true,
      reason: 'Essai',
    })
    assert.equal(on.status, 200, JSON.stringify(on.body) + host.output())
    assert.isTrue(on.body.on)
    assert.equal(on.headers.get('x-preau-revision'), on.body.revision)

    const after = await pupil.get(path)
    assert.equal(after.status, 200, JSON.stringify(after.body) + host.output())
    assert.equal(after.body.message, 'Bonjour student 1, École 1 vous accueille.')
    pupil.headers = { 'Accept-Language': 'en' }
    assert.equal((await pupil.get(path)).body.message, 'Hello student 1, École 1 welcomes you.')
    pupil.headers = {}
    assert.equal((await other.get(path)).status, 404)
    assert.equal((await other.get(`/api/schools/${two!.uai}/p/hello`)).status, 404)

    const portal = await pupil.get('/api/me/portal')
    assert.deepEqual(
      portal.body.schools[0].nav.map((item: { plugin: string }) => item.plugin),
      ['hello']
    )
  })

  test('the ledger says who and why, and takes it back', async ({ assert }) => {
    const head = await signedIn(host.url, 'head.2')
    const base = `/api/schools/${world.schools[1]!.uai}/plugins/hello`
    await head.put(base, { on: true, reason: 'Décision de la commission' })
    const ledger = await head.get(`${base}/ledger`)
    assert.equal(ledger.status, 200, host.output())
    const [line] = ledger.body.data
    assert.equal(line.reason, 'Décision de la commission')
    assert.isTrue(line.undoable)
    const undone = await head.post(`${base}/ledger/${line.id}/undo`)
    assert.equal(undone.status, 200, JSON.stringify(undone.body) + host.output())
    assert.isFalse(undone.body.on)
    assert.equal((await head.post(`${base}/ledger/${line.id}/undo`)).status, 409)
  })

  test('a refused setting is named with its limit, and nothing is changed; a good one counts', async ({
    assert,
  }) => {
    const head = await signedIn(host.url, 'head.2')
    const base = `/api/schools/${world.schools[1]!.uai}`
    const settings = `${base}/plugins/actualites/settings`
    const before = await head.get(settings)
    const refused = await head.put(settings, { values: { widgetItems: 11 } })
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].field, 'widgetItems')
    assert.match(refused.body.errors[0].message, /10/)
    assert.deepEqual((await head.get(settings)).body, before.body)
    await head.put(settings, { values: { widgetItems: 1 } })
    await head.put(`${base}/plugins/actualites`, { on: true })
    for (const title of ['Une', 'Deux'])
      await head.post(`${base}/p/actualites/news`, {
        ...{ title, body: 'Texte', publishAt: '2026-01-01T08:00:00Z', expiresAt: null },
        audiences: [{ groupId: null, profile: null }],
      })
    assert.lengthOf((await head.get(`${base}/p/actualites/latest`)).body.data, 1)
    assert.lengthOf((await head.get(`${base}/p/actualites/news?status=constructor`)).body.data, 2)
  })

  test('news reach their audience, and no other school', async ({ assert }) => {
    const head = await signedIn(host.url, 'head.1')
    const pupil = await signedIn(host.url, 'student.1')
    const guardian = await signedIn(host.url, 'guardian.1')
    const teacher = await signedIn(host.url, 'teacher.1')
    const { uai, groups } = world.schools[0]!
    const base = `/api/schools/${uai}/p/actualites/news`
    await head.put(`/api/schools/${uai}/plugins/actualites`, { on: true })
    const news = (title: string, audiences: object[]) =>
      head.post(base, {
        title,
        body: 'Texte',
        publishAt: '2026-01-01T08:00:00Z',
        expiresAt: null,
        audiences,
      })
    const made = await news('Sortie de la 5A', [{ groupId: groups['5A'], profile: null }])
    assert.equal(made.status, 201, JSON.stringify(made.body) + host.output())
    await news('Aux professeurs', [{ groupId: null, profile: 'teacher' }])
    await news('À la 5B', [{ groupId: groups['5B'], profile: null }])
    const titles = async (visitor: Visitor) =>
      (await visitor.get(base)).body.data.map((item: { title: string }) => item.title)
    assert.deepEqual(await titles(pupil), ['Sortie de la 5A'])
    assert.deepEqual(await titles(guardian), ['Sortie de la 5A'])
    assert.deepEqual(await titles(teacher), ['Aux professeurs'])
    assert.equal((await teacher.get(`${base}/${made.body.id}`)).status, 404)
    assert.equal((await pupil.post(base, {})).status, 403)
    assert.equal((await teacher.post(base, {})).status, 403)
    const outsider = await signedIn(host.url, 'head.2')
    assert.equal((await outsider.get(base)).status, 404)
  })
})
