import { test } from '@japa/runner'
import { asAdmin } from '../../../testing/src/postgres.ts'
import { newsroom } from './newsroom.ts'
import { pdf } from './samples.ts'

/** SQLSTATE of what is no business of a plugin. */
const OURS = /permission denied/

test.group('What a plugin reaches of files, by SQL', (group) => {
  const { state, send, post, rows } = newsroom(group)

  /** Statements of a plugin's role in a school, as a member; undone afterwards. */
  const as = (role: string, where: { school: number; member: string }, sql: string[]) =>
    asAdmin(state.database.appUrl, async (app) => {
      const school = state.world.schools[where.school]!
      await app.query(
        `begin; set local role plugin_${role}; set local search_path = plugin_${role}, core_api;
         set local app.school_id = '${school.id}'; set local app.member_id = '${school.members[where.member]}'`
      )
      try {
        const found: unknown[][] = []
        for (const statement of sql) found.push((await app.query(statement)).rows)
        return found
      } finally {
        await app.query('rollback')
      }
    })

  test('it sees its own, attached, in its school; nothing of the core’s, of another’s, of another school’s', async ({
    assert,
  }) => {
    const [one, two] = [
      await send({ name: 'un.pdf', bytes: pdf() }),
      await send({ name: 'deux.pdf', bytes: pdf() }),
    ]
    const made = await post({ files: [one.body.id] })
    assert.equal(made.status, 201)
    const here = { school: 0, member: 'head' }
    const seen = await as('actualites', here, ['select name from files'])
    assert.deepEqual(seen, [[{ name: 'un.pdf' }]])
    assert.deepEqual(await as('hello', here, ['select name from files']), [[]])
    assert.deepEqual(
      await as('actualites', { school: 1, member: 'head' }, ['select name from files']),
      [[]]
    )
    for (const sql of [
      'select from core.files',
      'update core.files set state = state',
      'select from core.file_quotas',
      'delete from files',
      'select core_api.forget_bytes()',
    ])
      await assert.rejects(() => as('actualites', here, [sql]), OURS)
    const detach = `select core_api.detach_file('${one.body.id}') as done`
    assert.deepEqual(await as('hello', here, [detach]), [[{ done: false }]])
    assert.deepEqual(await as('actualites', { school: 1, member: 'head' }, [detach]), [
      [{ done: false }],
    ])
    const disown = `select core_api.disown_files('${state.world.schools[0]!.members['head']}') as files`
    assert.deepEqual(await as('hello', here, [disown]), [[{ files: 0 }]])
    const attach = (table: string) =>
      `select core_api.attach_file('${two.body.id}', '${table}', '${made.body.id}', 1) as done`
    assert.deepEqual(await as('actualites', here, [attach('news')]), [[{ done: true }]])
    assert.deepEqual(await as('actualites', { school: 0, member: 'teacher' }, [attach('news')]), [
      [{ done: false }],
    ])
    await assert.rejects(() => as('actualites', here, [attach('audiences')]), /not attachable/)
    await assert.rejects(() => as('hello', here, [attach('news')]), /not attachable/)
    assert.lengthOf(await rows(), 2)
  })

  test('rows that go by a cascade or by hundreds take their files with them', async ({
    assert,
  }) => {
    const { id } = state.world.schools[0]!
    const made = []
    for (let index = 0; index < 3; index++) {
      const sent = await send({ name: `${index}.pdf`, bytes: pdf() })
      made.push((await post({ files: [sent.body.id] })).body)
    }
    const ids = made.map((news) => `'${news.files[0].id}'`).join()
    const states = await asAdmin(state.database.adminUrl, async (admin) => {
      await admin.query(
        `begin; set local role plugin_actualites; set local app.school_id = '${id}'`
      )
      await admin.query('delete from plugin_actualites.news')
      await admin.query('reset role')
      const { rows: found } = await admin.query<{ state: string }>(
        `select distinct state from core.files where id in (${ids})`
      )
      await admin.query('rollback')
      return found
    })
    assert.deepEqual(states, [{ state: 'gone' }])
  })
})
