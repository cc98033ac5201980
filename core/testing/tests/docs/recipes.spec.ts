import { join } from 'node:path'
import { test } from '@japa/runner'
import prets from '../../fixtures/prets/plugin.ts'
import relances from '../../fixtures/relances/plugin.ts'
import { createTestHost, type PluginHost, type TestMember, type TestSchool } from '../../src/index.ts'
import { ROOT } from './blocks.ts'

const FOLDERS = ['prets', 'relances'].map((name) => join(ROOT, 'core/testing/fixtures', name))

test.group('What the recipes quote', (group) => {
  let host: PluginHost
  let school: TestSchool
  let librarian: TestMember
  let pupil: TestMember

  group.setup(async () => {
    host = await createTestHost({ plugins: [prets, relances], folders: FOLDERS })
    school = await host.school({ settings: { prets: { loanDays: 7 } } })
    librarian = await school.member('librarian')
    pupil = await school.member('student', { name: 'Lina' })
    for (const title of ['Zazie', '=1+1', '100 % vrai'])
      await librarian.post('/loans', { title, readerId: pupil.id })
    return () => host.close()
  })

  const titles = async (query: string) => {
    const { body } = await librarian.get(`/loans?${query}`)
    return (body as { data: { title: string }[] }).data.map(({ title }) => title)
  }

  test('a list is filtered and paged, and refuses what is no filter', async ({ assert }) => {
    assert.sameMembers(await titles('status=out'), ['Zazie', '=1+1', '100 % vrai'])
    assert.deepEqual(await titles('q=zaz'), ['Zazie'])
    assert.deepEqual(await titles('q=%25'), ['100 % vrai'])
    assert.deepEqual(await titles('page=2'), [])
    const { status, body } = await librarian.get('/loans')
    assert.deepInclude(body.meta, { page: 1, total: 3 })
    assert.equal(status, 200)
    assert.equal((await librarian.get('/loans?status=lost')).status, 422)
    assert.equal((await pupil.get('/loans')).status, 403)
  })

  test('an export opens in a spreadsheet, runs nothing there, and leaves a trace', async ({
    assert,
  }) => {
    const { status, body } = await librarian.post('/loans.csv')
    assert.equal(status, 200)
    assert.include(body, `"'=1+1";"Lina";`)
    const [trace] = await host.sql(`select 1 from core.audit_log where action = 'loans.exported'`)
    assert.exists(trace)
  })

  test('the setting counts; who is late is told, and so is the other plugin', async ({ assert }) => {
    const noticed = async () =>
      (await host.sql(`select 1 from core.audit_log where action = 'loan.noticed'`)).length
    await host.clock.advance({ days: 6 })
    await host.jobs.drain()
    assert.equal(await noticed(), 0)
    await host.clock.advance({ days: 5 })
    await host.jobs.drain()
    assert.equal(await noticed(), 3)
    const told = await host.sql<{ member_id: string }>('select member_id from core.notifications')
    assert.deepEqual(
      told.map(({ member_id }) => member_id),
      [pupil.id, pupil.id, pupil.id]
    )
  })

  test('the long job takes everything back', async ({ assert }) => {
    assert.equal((await librarian.post('/take-back')).status, 202)
    await host.jobs.drain()
    assert.deepEqual(await titles('status=out'), [])
    const [trace] = await host.sql<{ details: object }>(
      `select details from core.audit_log where action = 'loans.taken-back'`
    )
    assert.deepEqual(trace?.details, { count: 3 })
  })
})
