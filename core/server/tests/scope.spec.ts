import { AppFactory } from '@adonisjs/core/factories/app'
import { EmitterFactory } from '@adonisjs/core/factories/events'
import { LoggerFactory } from '@adonisjs/core/factories/logger'
import { Database } from '@adonisjs/lucid/database'
import { test } from '@japa/runner'
import { asPlugin, installScopes, withScope, type Entry } from '#app/scope/index'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

/** Few connections, so that scopes follow one another on the same. */
const CONNECTIONS = 2

test.group('Read scopes', (group) => {
  let database: TestDatabase
  let world: TwinSchools
  let db: Database

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    await asAdmin(database.adminUrl, (admin) =>
      admin.query(
        `insert into plugin_actualites.news (school_id, title, body)
         select id, uai, 'Texte' from core.schools cross join generate_series(1, 3)`
      )
    )
    const pool = (connectionString: string) => ({
      client: 'pg' as const,
      connection: { connectionString, pipeline: true },
      pool: { min: 0, max: CONNECTIONS },
    })
    db = new Database(
      {
        connection: 'app',
        connections: { app: pool(database.appUrl), core: pool(database.coreUrl) },
      },
      new LoggerFactory().create(),
      new EmitterFactory().create(new AppFactory().create(new URL('./', import.meta.url)))
    )
    installScopes(db)
    return async () => {
      await db.manager.closeAll()
      await database.drop()
    }
  })

  const entryOf = (index: number, more: Partial<Entry> = {}) => {
    const { id, members } = world.schools[index]!
    return {
      ...{ kind: 'school', schoolId: id, memberId: members['student']! },
      ...{ role: 'plugin_actualites', readOnly: true, locks: [] },
      ...more,
    } as Entry
  }
  const titles = async () => {
    const rows: { title: string }[] = await db.from('news').select('title')
    return rows.map(({ title }) => title)
  }
  const roleNow = async () => {
    const { rows } = await db.rawQuery('select current_user as role')
    return rows[0].role as string
  }
  const fine = () => withScope(entryOf(0), titles)

  test('many at once on few connections: each sees its own school', async ({ assert }) => {
    const scopes = Array.from({ length: 200 }, (_, turn) =>
      withScope(entryOf(turn % 2), async () => {
        if (turn % 5 === 0) return []
        const [first, second] = await Promise.all([titles(), titles()])
        if (turn % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
        return [...first, ...second, ...(await titles())]
      })
    )
    for (const [turn, seen] of (await Promise.all(scopes)).entries()) {
      assert.lengthOf(seen, turn % 5 === 0 ? 0 : 9)
      assert.deepEqual([...new Set(seen)], turn % 5 === 0 ? [] : [world.schools[turn % 2]!.uai])
    }
  })

  test('a query kept from a scope that is over is refused, though another runs on its connection', async ({
    assert,
  }) => {
    const kept = await withScope(entryOf(0), async () => ({
      query: db.from('news').select('title'),
    }))
    await assert.rejects(() => kept.query.exec(), /over/)
    const again = await withScope(entryOf(0), async () => ({
      query: db.from('news').select('title'),
    }))
    await Promise.all(
      Array.from({ length: CONNECTIONS }, () =>
        withScope(entryOf(1), async () => {
          assert.deepEqual(new Set(await titles()), new Set([world.schools[1]!.uai]))
          await assert.rejects(() => again.query.exec(), /over/)
        })
      )
    )
  })

  test('what writes is refused by the database, and leaves the connection clean', async ({
    assert,
  }) => {
    for (let turn = 0; turn < CONNECTIONS; turn++)
      await assert.rejects(
        () => withScope(entryOf(0), () => db.table('news').insert({ title: 'a', body: 'b' })),
        /read-only transaction/
      )
    assert.lengthOf(await fine(), 3)
  })

  test('when the first message fails, so do the queries behind it', async ({ assert }) => {
    for (let turn = 0; turn < CONNECTIONS; turn++)
      await assert.rejects(
        () => withScope(entryOf(0, { role: 'plugin_nobody' }), titles),
        /aborted/
      )
    assert.lengthOf(await fine(), 3)
  })

  test('what is thrown in it comes out of it, and leaves the connection clean', async ({
    assert,
  }) => {
    const broken = () =>
      withScope(entryOf(0), async () => {
        await titles()
        throw new Error('the plugin’s own')
      })
    for (let turn = 0; turn < CONNECTIONS; turn++) await assert.rejects(broken, /plugin’s own/)
    assert.lengthOf(await fine(), 3)
  })

  test('another plugin’s service runs in a savepoint under its own role, and gives the role back', async ({
    assert,
  }) => {
    const roles = await withScope(entryOf(0), async () => [
      await roleNow(),
      await asPlugin('plugin_hello', roleNow),
      await roleNow(),
    ])
    assert.deepEqual(roles, ['plugin_actualites', 'plugin_hello', 'plugin_actualites'])
    await withScope(entryOf(0), async () => {
      await assert.rejects(() => asPlugin('plugin_hello', titles), /news/)
      assert.lengthOf(await titles(), 3)
    })
  })
})
