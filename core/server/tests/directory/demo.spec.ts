import { test } from '@japa/runner'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { appointAgent, findAccount } from '../../app/directory/index.ts'
import { seedDemo } from '../../app/demo/seed_demo.ts'
import { cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'

const PERSONAS = [
  ['claire.durand', '0990001N', 'guardian'],
  ['claire.durand', '0990003R', 'guardian'],
  ['helene.roussel', '0990001N', 'teacher'],
  ['lina.durand', '0990001N', 'student'],
  ['nadia.faure', '0990001N', 'librarian'],
  ['noe.durand-nguyen', '0990001N', 'student'],
  ['odile.lambert', '0990001N', 'head'],
  ['paul.nguyen', '0990001N', 'guardian'],
  ['yann.kervella', '0990001N', 'school-life'],
]

test.group('The demonstration', (group) => {
  let database: TestDatabase
  let client: Client
  let dir: string

  group.setup(async () => {
    database = await cloneDatabase()
    client = new Client({ connectionString: database.coreUrl })
    await client.connect()
    dir = await mkdtemp(join(tmpdir(), 'preau-demo-'))
    return async () => {
      await client.end()
      await database.drop()
      await rm(dir, { recursive: true })
    }
  })

  test('is a real feed of about 1,200 people, with the personas, and writes nothing twice', async ({
    assert,
  }) => {
    const first = await seedDemo(client, { passwordHash: 'hash', dir })
    assert.isAbove(first.people, 1100)
    assert.isBelow(first.people, 1300)
    assert.deepEqual(Object.keys(first.schools), ['0990001N', '0990003R'])
    const again = await seedDemo(client, { passwordHash: 'other', dir })
    assert.equal(again.written, 0)
    assert.equal(again.people, first.people)
    const { rows } = await client.query<{ hash: string }>(
      'select distinct password_hash as hash from core.accounts'
    )
    assert.deepEqual(rows, [{ hash: 'hash' }])
    const report = await client.query(
      `select report->'refusals'->>'total' as total from core.imports limit 1`
    )
    assert.equal(report.rows[0].total, '0')
  })

  test('has the personas under their names', async ({ assert }) => {
    const { rows } = await client.query({
      text: `select a.identifier, s.uai, m.profile from core.members m
        join core.accounts a on a.id = m.account_id join core.schools s on s.id = m.school_id
        where a.identifier = any ($1) order by 1, 2`,
      values: [PERSONAS.map(([identifier]) => identifier)],
      rowMode: 'array',
    })
    assert.deepEqual(rows, PERSONAS)
    const adam = await findAccount(client, '99:20001')
    assert.deepInclude(adam, { identifier: 'adam.durand', name: 'Adam Durand' })
    const officer = await client.query(
      `select o.role from core.officers o join core.accounts a on a.id = o.account_id
       where a.identifier = 'agent.collectivite'`
    )
    assert.deepEqual(officer.rows, [{ role: 'agent' }])
  })

  test('a first agent can be appointed twice, and is one', async ({ assert }) => {
    const appointment = { slug: 'autre', authorityName: 'Autre', identifier: 'jeanne.dupont' }
    const first = await appointAgent(client, appointment)
    const again = await appointAgent(client, appointment)
    assert.equal(first?.name, 'Jeanne Dupont')
    assert.deepEqual(again, first)
    const { rows } = await client.query('select from core.officers where account_id = $1', [
      first?.id,
    ])
    assert.lengthOf(rows, 1)
  })
})
