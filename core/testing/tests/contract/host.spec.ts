import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import type { Plugin } from '@preau/kit'
import actualites from '../../../../plugins/actualites/plugin.ts'
import { createTestHost, type PluginHost, type TestSchool } from '../../src/index.ts'
import { PluginHome } from '../../src/temp_plugins.ts'
import { carnet } from './carnet.ts'

test.group('A test host', (group) => {
  const home = new PluginHome()
  let host: PluginHost
  let school: TestSchool

  group.setup(async () => {
    home.write(carnet('carnet'))
    const url = pathToFileURL(join(home.folders[0]!, 'plugin.js')).href
    const { default: plugin } = (await import(url)) as { default: Plugin }
    host = await createTestHost({ plugins: [plugin, actualites], folders: home.folders })
    school = await host.school({ settings: { actualites: { widgetItems: 2 } } })
    await host.jobs.drain()
    return async () => {
      await host.close()
      home.remove()
    }
  })

  const titles = async () =>
    (await school.rows<{ title: string }>('notes')).map(({ title }) => title)

  test('lets members act in the plugin’s own paths, in another’s, and in the host’s', async ({
    assert,
  }) => {
    const teacher = await school.member('teacher')
    assert.equal((await teacher.post('/notes', { title: 'Craie' })).status, 201)
    const { body } = await teacher.get('/notes?page=1')
    assert.include(
      (body as { data: { title: string }[] }).data.map(({ title }) => title),
      'Craie'
    )
    assert.equal((await teacher.in('actualites').get('/news')).status, 200)
    assert.equal((await teacher.get('/api/me')).status, 200)
    const pupil = await school.member('student')
    assert.equal((await pupil.post('/notes', { title: 'Encre' })).status, 403)
  })

  test('knows families and groups', async ({ assert }) => {
    const pupil = await school.member('student', { groups: ['5C'] })
    const parent = await school.member('guardian', { children: [pupil], name: 'Parent de la 5C' })
    const groupId = await school.group('5C')
    const news = { title: 'Sortie', body: 'Jeudi.', publishAt: '2026-01-01T08:00:00Z' }
    const made = await school.head.in('actualites').post('/news', {
      ...{ ...news, expiresAt: null },
      audiences: [{ groupId, profile: 'guardian' }],
    })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const seen = async (who: typeof parent) =>
      (await who.in('actualites').get(`/news/${made.body.id}`)).status
    assert.equal(await seen(parent), 200)
    assert.equal(await seen(await school.member('guardian')), 404)
  })

  test('does the work that is asked for, and says what has failed', async ({ assert }) => {
    await school.head.post('/tidy')
    await host.jobs.drain()
    assert.isTrue((await titles()).some((title) => title.startsWith('Copié le')))
    await host.sql(
      `insert into core.outbox (school_id, plugin, job, queue) values ($1, 'carnet', 'nothing', 'bulk')`,
      [school.id]
    )
    await assert.rejects(() => host.jobs.drain(), /carnet\.nothing/)
    assert.deepInclude((await host.jobs.failures())[0], { plugin: 'carnet', job: 'nothing' })
    await assert.doesNotReject(() => host.jobs.drain())
  })

  test('goes forward in time: the server’s clock, the database’s, what is dated and what is due', async ({
    assert,
  }) => {
    const before = host.clock.now()
    assert.notInclude(await titles(), 'Rangé la nuit')
    await host.clock.advance({ days: 2, hours: 1 })
    const ahead = 49 * 3_600_000
    const near = (at: string | Date) =>
      assert.closeTo(new Date(at).getTime(), before.getTime() + ahead, 60_000)
    const teacher = await school.member('teacher')
    near((await teacher.get('/notes')).body.at as string)
    await teacher.post('/notes', { title: 'Plus tard' })
    const [note] = await host.sql<{ created_at: Date }>(
      `select created_at from plugin_carnet.notes where title = 'Plus tard'`
    )
    near(note!.created_at)
    const [asked] = await host.sql<{ now: Date }>('select now() as now')
    near(asked!.now)
    await host.jobs.drain()
    assert.include(await titles(), 'Rangé la nuit')
    assert.equal((await school.head.get('/notes')).status, 200)
    await assert.rejects(() => host.clock.moveTo(before), RangeError)
  })

  test('is off and on at will, one school apart from the other', async ({ assert }) => {
    const other = await host.school()
    const here = await school.member('teacher')
    const there = await other.member('teacher')
    await school.switchOff()
    assert.equal((await here.get('/notes')).status, 404)
    assert.equal((await there.get('/notes')).status, 200)
    await school.switchOn()
    assert.equal((await here.get('/notes')).status, 200)
    await assert.rejects(() => host.school(), /two schools/)
  })

  test('takes files and gives them back', async ({ assert }) => {
    const file = { name: 'plan.pdf', bytes: Buffer.from('%PDF-1.7\n%%EOF\n') }
    const teacher = await school.member('teacher')
    assert.match(await teacher.upload('notes', file), /^[0-9a-f-]{36}$/)
    const pupil = await school.member('student')
    await assert.rejects(() => pupil.upload('notes', file), /plan\.pdf/)
  })

  test('runs a plugin outside the checkout from its TypeScript, migrations too', async ({
    assert,
  }) => {
    const outside = new PluginHome()
    outside.write({ ...carnet('dehors'), sources: true })
    const url = pathToFileURL(join(outside.folders[0]!, 'plugin.ts')).href
    const { default: plugin } = (await import(url)) as { default: Plugin }
    const another = await createTestHost({ plugins: [plugin], folders: outside.folders })
    const teacher = await (await another.school()).member('teacher')
    assert.equal((await teacher.post('/notes', { title: 'De loin' })).status, 201)
    await another.close()
    outside.remove()
  }).timeout(60_000)

  test('shows the mails that have left', async ({ assert }) => {
    const parent = await school.member('guardian')
    const choice = { plugin: 'actualites', kind: 'published', app: true, mail: 'now' }
    const chosen = await parent.put('/api/me/notifications/choices', {
      ...choice,
      uai: school.uai,
    })
    assert.isBelow(chosen.status, 300, JSON.stringify(chosen.body))
    host.mail.clear()
    await school.head.in('actualites').post('/news', {
      ...{ title: 'Grève', body: 'Lundi.', publishAt: null, expiresAt: null },
      publishAt: host.clock.now().toISOString(),
      audiences: [{ groupId: null, profile: 'guardian' }],
    })
    await host.jobs.drain()
    await host.clock.advance({ days: 4 })
    await host.jobs.drain()
    const mail = host.mail.sent.find(({ to }) => to === parent.email)
    assert.include(`${mail?.subject} ${mail?.text}`, 'Grève')
  })
})
