import { test } from '@japa/runner'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

const MIGRATIONS = ['adonis_schema', 'adonis_schema_versions']

test.group('Walls, proved over the catalogue', (group) => {
  let database: TestDatabase
  let world: TwinSchools

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    return () => database.drop()
  })

  const rows = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)

  test('every table of a plugin, and every table of the core with a school, has forced row-level security', async ({
    assert,
  }) => {
    const open = await rows(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not (c.relname = any ($1))
       and (starts_with(n.nspname, 'plugin_') or (n.nspname = 'core' and c.relname not in ('schools', 'offers')
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped)))
       and not (c.relrowsecurity and c.relforcerowsecurity
         and pg_get_userbyid(c.relowner) = 'preau_owner'
         and exists (select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) ~ '(school|account)_id\\(\\)'))`,
      [MIGRATIONS]
    )
    assert.deepEqual(open, [])
    const seen = await rows(
      `select from pg_tables where starts_with(schemaname, 'plugin_') and tablename = 'news'`
    )
    assert.lengthOf(seen, 1)
  })

  test('no view and no privileged function belongs to the owner of the tables or to a superuser', async ({
    assert,
  }) => {
    const wrong = await rows(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
       where c.relkind in ('v', 'm') and n.nspname in ('core', 'core_api') and (r.rolsuper or r.rolbypassrls or r.rolname = 'preau_owner')
       union all
       select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
       where p.prosecdef and (n.nspname in ('core', 'core_api') or starts_with(n.nspname, 'plugin_'))
       and (r.rolsuper or r.rolbypassrls or r.rolname = 'preau_owner')`
    )
    assert.deepEqual(wrong, [])
  })

  test("every privileged function's text names the scope, or nobody but its owner may call it", async ({
    assert,
  }) => {
    const wide = await rows(
      `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname = 'core_api' and has_function_privilege('preau_app', p.oid, 'execute')
       and pg_get_functiondef(p.oid) not like '%core_api.school_id()%'`
    )
    assert.deepEqual(wide, [])
  })

  test('every function that sees all schools filters by the scope’s, and no plugin may call another’s', async ({
    assert,
  }) => {
    const searches = await rows<{ name: string; filtered: boolean; own: boolean }>(
      `select p.oid::regproc::text as name, p.prosrc like '%school_id = (select core_api.school_id())%' as filtered,
         not exists (select from aclexplode(p.proacl) g
           where g.grantee not in (p.proowner, n.nspname::regrole::oid)) as own
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where pg_get_userbyid(p.proowner) = 'core_reader' and starts_with(n.nspname, 'plugin_')`
    )
    assert.isNotEmpty(searches)
    assert.deepEqual(
      searches.filter(({ filtered, own }) => !filtered || !own),
      []
    )
  })

  test('only preau_app may become a plugin, and set_config is closed', async ({ assert }) => {
    const members = await rows(
      `select m.rolname from pg_auth_members a join pg_roles p on p.oid = a.roleid join pg_roles m on m.oid = a.member
       where starts_with(p.rolname, 'plugin_') and m.rolname <> 'preau_app' and not m.rolsuper`
    )
    assert.deepEqual(members, [])
    const [closed] = await rows<{ open: boolean }>(
      `select has_function_privilege('preau_app', 'pg_catalog.set_config(text,text,boolean)', 'execute') as open`
    )
    assert.isFalse(closed!.open)
  })

  test('under a plugin’s role a query without a where sees one school, and writes to no other', async ({
    assert,
  }) => {
    const [one, two] = world.schools
    await asAdmin(database.appUrl, async (app) => {
      await assert.rejects(() => app.query('select from core.members'), /permission denied/)
      const enter = (school: string) =>
        app.query(
          `begin; set local role plugin_actualites; set local search_path = plugin_actualites, core_api; set local app.school_id = '${school}'`
        )
      await enter(one!.id)
      const { rows: people } = await app.query<{ school_id: string }>(
        'select distinct school_id from members'
      )
      assert.deepEqual(people, [{ school_id: one!.id }])
      await app.query(`insert into news (title, body) values ('a', 'b')`)
      await assert.rejects(
        () =>
          app.query(`insert into news (school_id, title, body) values ($1, 'a', 'b')`, [two!.id]),
        /row-level security/
      )
      await app.query('rollback')
      await enter(one!.id)
      await assert.rejects(
        () => app.query(`select set_config('app.school_id', $1, true)`, [two!.id]),
        /permission denied/
      )
      await app.query('rollback')
    })
  })

  test('the owner itself sees no row outside a scope', async ({ assert }) => {
    await asAdmin(database.ownerUrl, async (owner) => {
      const { rows: seen } = await owner.query('select from core.members')
      assert.lengthOf(seen, 0)
    })
  })
})
