import { test } from '@japa/runner'
import { runAce } from '../../testing/src/ace.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { PluginHome } from '../../testing/src/temp_plugins.ts'

/** What a migration must not do, each with the thing that gives it away. */
const STRAYS = {
  'makes-table': [`create table core.theirs (id int)`, 'relation core.theirs'],
  'opens-wall': [`alter table core.members no force row level security`, 'relation core.members'],
  'takes-right': [`grant select on core.accounts to plugin_takes_right`, 'relation core.accounts'],
  'adds-policy': [`create policy mine on core.groups using (true)`, 'relation core.groups'],
  'changes-door': [
    `alter function core_api.school_id() security definer`,
    'function core_api.school_id()',
  ],
  'other-plugin': [
    `drop table plugin_actualites.audiences`,
    'relation plugin_actualites.audiences',
  ],
  'makes-schema': [`create schema elsewhere`, 'schema elsewhere'],
} as const

test.group('Migrations that reach out of their own schema', (group) => {
  let database: TestDatabase
  const home = new PluginHome()

  group.setup(async () => {
    database = await cloneDatabase()
    for (const [id, [sql]] of Object.entries(STRAYS))
      home.write({
        id,
        plugin: `export default { manifest: { id: '${id}', permissions: {} } }`,
        migrations: {
          '0001_own': `this.schoolTable('things', () => undefined)`,
          '0002_stray': `this.schema.raw(\`${sql}\`)`,
        },
      })
    return async () => {
      await database.drop()
      home.remove()
    }
  })

  test('each is undone and named, its plugin is left out, the others are migrated', async ({
    assert,
  }) => {
    const { code, out, err } = await runAce(database, ['migrate'], { PREAU_PLUGINS: home.path })
    assert.equal(code, 0, out + err)
    const plugins = await asAdmin(database.adminUrl, async (admin) => {
      const { rows } = await admin.query<{ id: string; status: string; reason: string }>(
        'select id, status, reason from core.plugins'
      )
      return new Map(rows.map((row) => [row.id, row]))
    })
    assert.equal(plugins.get('actualites')?.status, 'installed')
    for (const [id, [, thing]] of Object.entries(STRAYS)) {
      assert.equal(plugins.get(id)?.status, 'failed', id)
      assert.include(plugins.get(id)?.reason, `it reaches out of its own schema: ${thing}`)
    }
  })

  test('nothing of them is left', async ({ assert }) => {
    const left = await asAdmin(database.adminUrl, async (admin) => {
      const { rows } = await admin.query(
        `select to_regclass('core.theirs') as made, to_regnamespace('elsewhere') as schema,
           to_regclass('plugin_actualites.audiences')::text as kept,
           (select relforcerowsecurity from pg_class where oid = 'core.members'::regclass) as forced,
           (select count(*)::int from pg_policy where polname = 'mine') as policies,
           has_table_privilege('plugin_takes_right', 'core.accounts', 'select') as may`
      )
      return rows[0]
    })
    assert.deepEqual(left, {
      made: null,
      schema: null,
      kept: 'plugin_actualites.audiences',
      forced: true,
      policies: 0,
      may: false,
    })
  })
})
