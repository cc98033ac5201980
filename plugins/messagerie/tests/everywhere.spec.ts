import { test } from '@japa/runner'
import { createTestHost, NEVER_CLOSED, type PluginHost, type TestSchool } from '@preau/testing'
import messagerie from '../plugin.ts'
import { sendAs } from './support/letters.ts'

test.group('Messages of several schools', (group) => {
  let host: PluginHost
  let here: TestSchool
  let elsewhere: TestSchool

  group.setup(async () => {
    host = await createTestHost({ plugins: [messagerie] })
    here = await host.school()
    elsewhere = await host.school()
    for (const { head, uai } of [here, elsewhere])
      await head.put(`/api/schools/${uai}/quiet-hours`, NEVER_CLOSED)
    return () => host.close()
  })

  test('one inbox over several schools: newest first, pages without a gap, each of its school, none of a school that is off', async ({
    assert,
  }) => {
    const other = await here.member('guardian', { name: 'Autre Parent' })
    const mine = await here.member('guardian', { name: 'Parent Ailleurs' })
    const there = await elsewhere.member('guardian', { name: 'Parent Ailleurs' })
    await host.sql(
      'update core.members set account_id = (select account_id from core.members where id = $1) where id = $2',
      [mine.id, there.id]
    )
    const subjects = Array.from({ length: 23 }, (_, index) => `Pour deux écoles ${index}`)
    for (const [index, subject] of subjects.entries()) {
      const [school, to] = index % 3 ? [here, mine] : [elsewhere, there]
      assert.equal((await sendAs(school.head, [{ member: to.id }], { subject })).status, 200)
    }
    const read = async (query = '') => (await mine.get(`/api/me/p/messagerie/threads${query}`)).body
    const named = ({ data }: { data: { subject: string; school: { uai: string } }[] }) =>
      data.map(({ subject, school }) => [subject, school.uai])
    const first = await read()
    const second = await read(`?before=${first.next}`)
    assert.isNull(second.next)
    const expected = subjects.map((subject, index) => [
      subject,
      index % 3 ? here.uai : elsewhere.uai,
    ])
    assert.deepEqual([...named(first), ...named(second)], expected.toReversed())
    assert.deepEqual(await read('?before=d4'), first)
    assert.deepEqual(await read('?box=bin'), first)
    assert.lengthOf((await read('?q=ecoles+22')).data, 1)
    const nobodyElse = (await other.get('/api/me/p/messagerie/threads')).body
    assert.notInclude(JSON.stringify(nobodyElse), 'Pour deux écoles')

    await elsewhere.switchOff('messagerie')
    assert.deepEqual(
      named(await read()),
      expected.toReversed().filter(([, uai]) => uai === here.uai)
    )
    await elsewhere.switchOn('messagerie')
    assert.deepEqual(await read(), first)
  })
})
