import { test } from '@japa/runner'
import { until } from '../jobs/workshop.ts'
import { rightsPlace, SCHOOL } from './place.ts'

test.group('Erasure', (group) => {
  const { place, query, as, write } = rightsPlace(group)

  test('is refused for a member, without the name, or by anybody but the head', async ({
    assert,
  }) => {
    const { members } = place.world.schools[0]!
    const path = `${SCHOOL}/people/${members['teacher']}/erasure`
    const still = await place.head.post(path, { confirm: 'teacher 1' })
    assert.equal(still.status, 409)
    assert.equal(still.body.errors[0].code, 'E_STILL_MEMBER')
    await query('update core.members set ended_at = now() where id = $1', [members['teacher']])
    const wrong = await place.head.post(path, { confirm: 'teacher 2' })
    assert.equal(wrong.body.errors[0].code, 'E_ERASE_NAME')
    assert.equal((await place.otherHead.post(path, { confirm: 'teacher 1' })).status, 404)
    assert.equal((await (await as('staff.1')).post(path, { confirm: 'teacher 1' })).status, 403)
    const elsewhere = `${SCHOOL}/people/${place.world.schools[1]!.members['teacher']}/erasure`
    assert.equal((await place.head.post(elsewhere, { confirm: 'teacher 2' })).status, 404)
    const [kept] = await query<{ erased: boolean }>(
      'select erased_at is not null as erased from core.members where id = $1',
      [members['teacher']]
    )
    assert.isFalse(kept!.erased)
  })

  test('leaves what others need without the name, proof of it, and no way in', async ({
    assert,
  }) => {
    const { members } = place.world.schools[0]!
    const librarian = await as('librarian.1')
    const made = await write(librarian, 'Du CDI')
    assert.equal(made.status, 201, JSON.stringify(made.body))
    await query('update core.members set ended_at = now() where id = $1', [members['librarian']])
    const path = `${SCHOOL}/people/${members['librarian']}/erasure`
    assert.equal((await place.head.post(path, { confirm: 'librarian 1' })).status, 202)
    const [line] = await until(
      () =>
        query<{ details: object }>(
          `select details from core.audit_log where action = 'member.erased' and object = $1`,
          [members['librarian']]
        ),
      (rows) => rows.length > 0
    )
    assert.deepInclude(line!.details, { actualites: { rows: 1, files: 0 } })
    const read = await place.head.get(`${SCHOOL}/p/actualites/news/${made.body.id}`)
    assert.equal(read.body.title, 'Du CDI')
    assert.isNull(read.body.author)
    const [left] = await query<object>(
      `select given_name || family_name || display_name as name, identifier, closed_at is not null as closed
       from core.members m join lateral (select identifier, closed_at from core.accounts a where a.id = m.account_id) a on true
       where m.id = $1`,
      [members['librarian']]
    )
    assert.deepEqual(left, { name: 'Ancien membre', identifier: null, closed: true })
    assert.equal((await librarian.get('/api/me')).status, 401)
    assert.equal((await place.head.post(path, { confirm: 'Ancien membre' })).status, 404)
  })
})
