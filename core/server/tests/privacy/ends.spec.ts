import { test } from '@japa/runner'
import { until } from '../jobs/workshop.ts'
import { rightsPlace, SCHOOL } from './place.ts'

const OTHER = '/api/schools/0990003R'
const PLUGIN = `${SCHOOL}/plugins/actualites`

test.group('The end of what is kept', (group) => {
  const { place, query, write, open } = rightsPlace(group)
  const newsOf = async (index: number) =>
    (
      await query<{ count: number; named: number }>(
        'select count(*)::int as count, count(author_id)::int as named from plugin_actualites.news where school_id = $1',
        [place.world.schools[index]!.id]
      )
    )[0]!

  test('what is old enough no longer names anybody, with proof; what is young stays', async ({
    assert,
  }) => {
    const { id } = place.world.schools[0]!
    await query(
      `insert into core.school_years (school_id, label, starts_on, ends_on) values ($1, '2023-2024', '2023-09-01', '2024-08-31')`,
      [id]
    )
    for (const title of ['Vieille', 'Jeune']) await write(place.head, title)
    await write(place.otherHead, 'Vieille ailleurs', OTHER)
    await query(
      `update plugin_actualites.news set created_at = '2024-05-01' where title like 'Vieille%'`
    )
    await query(
      `insert into core.outbox (school_id, plugin, job, queue) values ($1, 'core', 'retention', 'bulk')`,
      [id]
    )
    const proofs = () =>
      query<object>('select school_id, plugin, table_name, rows from core.retention_runs')
    const kept = await until(proofs, (rows) => rows.length > 0)
    assert.deepEqual(kept, [{ school_id: id, plugin: 'actualites', table_name: 'news', rows: 1 }])
    assert.deepEqual(await newsOf(0), { count: 2, named: 1 })
    assert.deepEqual(await newsOf(1), { count: 1, named: 1 })
    const { body } = await place.head.get(`${SCHOOL}/privacy`)
    assert.equal(body.data[0].lastRetention.rows, 1)
    assert.isTrue(body.data[0].privacy.storesPersonalData)
  })

  test('sign-ins that are past are forgotten at night, with codes of long ago', async ({
    assert,
  }) => {
    const [account] = await query<{ id: string }>(
      `select account_id as id from core.members where school_id = $1 limit 1`,
      [place.world.schools[0]!.id]
    )
    const { id } = account!
    await query(
      `insert into core.sessions (token_hash, account_id, expires_at)
       values ('past', $1, now() - interval '1 second'), ('current', $1, now() + interval '1 hour')`,
      [id]
    )
    await query(
      `insert into core.invitations (code_hash, account_id, expires_at, used_at)
       values ('long past', $1, now() - interval '31 days', null), ('past', $1, now() - interval '29 days', null),
         ('used long ago', $1, now(), now() - interval '31 days'), ('open', $1, now() + interval '14 days', null)`,
      [id]
    )
    await query(
      `insert into core.outbox (plugin, job, queue) values ('core', 'forget-sign-ins', 'bulk')`
    )
    const left = () =>
      query<{ kept: string }>(
        `select convert_from(token_hash, 'utf8') as kept from core.sessions where token_hash in ('past', 'current')
         union all select convert_from(code_hash, 'utf8') from core.invitations order by kept`
      )
    const kept = await until(left, (rows) => rows.length === 3)
    assert.deepEqual(
      kept.map((row) => row.kept),
      ['current', 'open', 'past']
    )
  })

  test('a purge wants the module off, an archive, its name and thirty days, and can be taken back', async ({
    assert,
  }) => {
    const code = async (confirm: string) =>
      (await place.head.put(`${PLUGIN}/purge`, { confirm })).body.errors?.[0].code
    assert.equal(await code('Actualités'), 'E_PURGE_ON')
    await place.head.put(PLUGIN, { on: false })
    assert.equal(await code('Actualités'), 'E_PURGE_EXPORT')
    assert.equal((await place.head.post(`${PLUGIN}/exports`)).status, 202)
    const archives = async () => {
      const { body } = await place.head.get(`${SCHOOL}/privacy`)
      return body.data.find(({ id }: { id: string }) => id === 'actualites').exports
    }
    const [archive] = await until(archives, (all) => all[0]?.state === 'ready')
    const entries = await open(place.head, `${PLUGIN}/exports/${archive.id}/archive`)
    assert.lengthOf(JSON.parse(entries!.get('news/1.json')!), 2)
    assert.isUndefined(await open(place.otherHead, `${PLUGIN}/exports/${archive.id}/archive`))
    assert.equal(await code('Actualite'), 'E_PURGE_NAME')
    const planned = await place.head.put(`${PLUGIN}/purge`, { confirm: 'Actualités' })
    assert.isAbove(Date.parse(planned.body.purgeAt), Date.now() + 29 * 86_400_000)
    assert.equal((await place.head.delete(`${PLUGIN}/purge`)).status, 204)
    assert.equal((await place.head.delete(`${PLUGIN}/purge`)).status, 404)
    assert.lengthOf(await query(`select from core.outbox where job = 'purge'`), 0)
  })

  test('a purge leaves nothing in this school, and everything in the other', async ({ assert }) => {
    await place.head.put(`${PLUGIN}/purge`, { confirm: 'Actualités' })
    await query(`update core.activations set purge_at = now() where purge_at is not null`)
    await query(`update core.outbox set due_at = now() where job = 'purge'`)
    await until(
      () => newsOf(0),
      ({ count }) => count === 0
    )
    assert.deepEqual(await newsOf(1), { count: 1, named: 1 })
    const ledger = () => place.head.get(`${PLUGIN}/ledger`)
    const { body } = await until(ledger, (answer) => answer.body.data[0].action === 'purged')
    assert.match(body.data[0].sentence, /Actualités/)
    await place.head.put(PLUGIN, { on: true })
    assert.equal((await place.head.get(`${SCHOOL}/p/actualites/news`)).body.meta.total, 0)
  })
})
