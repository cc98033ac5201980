import { test } from '@japa/runner'
import { runAce } from '../../testing/src/ace.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { PluginHome } from '../../testing/src/temp_plugins.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

const PLUGIN = `
  import { definePlugin } from '@preau/kit'
  export default definePlugin({
    id: 'registre', category: 'resources', audience: ['head'], permissions: {},
    privacy: { storesPersonalData: false, reason: 'privacy.none' },
  })`
const SERVER = `
  import { defineServer } from '@preau/kit/server'
  import plugin from './plugin.js'
  export default defineServer(plugin, {})`
const CREATE = `
  this.schoolTable('lines', (table) => {
    table.integer('number').notNullable()
    table.text('text').notNullable().defaultTo('as it was')
  })`
const LINES = 3

test.group('Changing rows that exist', (group) => {
  let database: TestDatabase
  let world: TwinSchools
  const home = new PluginHome()

  const query = <Row extends object>(sql: string, values: unknown[] = []) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query<Row>(sql, values)).rows)
  const texts = async () =>
    (
      await query<{ uai: string; text: string; lines: number }>(
        `select s.uai, l.text, count(*)::int as lines from plugin_registre.lines l join core.schools s on s.id = l.school_id
         group by s.uai, l.text order by s.uai, l.text`
      )
    ).map(({ uai, text, lines }) => `${uai} ${text} ${lines}`)
  const migrate = async (migrations: Record<string, string>) => {
    home.write({ id: 'registre', plugin: PLUGIN, server: SERVER, migrations })
    const { code, out, err } = await runAce(database, ['migrate'], { PREAU_PLUGINS: home.path })
    if (code !== 0) throw new Error(out + err)
    return out + err
  }
  const both = (text: string) => world.schools.map(({ uai }) => `${uai} ${text} ${LINES}`)

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    await migrate({ '0001_lines': CREATE })
    await query(
      `insert into plugin_registre.lines (school_id, number)
       select s.id, n from core.schools s, generate_series(1, ${LINES}) as n`
    )
    return async () => {
      await database.drop()
      home.remove()
    }
  })

  test('a bare update in a migration reaches no row', async ({ assert }) => {
    await migrate({
      '0001_lines': CREATE,
      '0002_bare': `this.defer((db) => db.rawQuery("update lines set text = 'bare'"))`,
    })
    assert.deepEqual(await texts(), both('as it was'))
  })

  test('backfill reaches the rows of every school, each in its turn', async ({ assert }) => {
    await migrate({
      '0001_lines': CREATE,
      '0003_backfill': `
        this.backfill(async (db, schoolId) => {
          const { rows } = await db.rawQuery('select count(*)::int as seen from lines')
          await db.rawQuery("update lines set text = 'filled ' || ? where school_id = ?", [rows[0].seen, schoolId])
        })
        this.defer((db) => db.rawQuery("update lines set text = 'after'"))`,
    })
    assert.deepEqual(await texts(), both(`filled ${LINES}`))
    const applied = await query<{ name: string }>(
      'select name from plugin_registre.adonis_schema order by id'
    )
    assert.deepEqual(
      applied.map(({ name }) => name),
      ['0001_lines', '0002_bare', '0003_backfill']
    )
  })

  test('one that fails at the second school changes nothing, takes its plugin out and can be run again', async ({
    assert,
  }) => {
    const last = world.schools
      .map(({ id }) => id)
      .sort()
      .at(-1)!
    const failing = `
      this.backfill(async (db, schoolId) => {
        await db.rawQuery("update lines set text = 'half'")
        if (schoolId === '${last}') throw new Error('the second school fails')
      })`
    const words = await migrate({ '0001_lines': CREATE, '0004_half': failing })
    assert.match(words, /registre is left out: the second school fails/)
    assert.deepEqual(await texts(), both(`filled ${LINES}`))
    const status = () => query(`select status, reason from core.plugins where id = 'registre'`)
    assert.deepEqual(await status(), [{ status: 'failed', reason: 'the second school fails' }])
    await migrate({
      '0001_lines': CREATE,
      '0004_half': `this.backfill((db) => db.rawQuery("update lines set text = 'whole'"))`,
    })
    assert.deepEqual(await texts(), both('whole'))
    assert.deepEqual(await status(), [{ status: 'installed', reason: '' }])
  })

  test('no row goes to another school, nor to none', async ({ assert }) => {
    const [one, two] = world.schools
    const words = await migrate({
      '0001_lines': CREATE,
      '0005_steals': `
        this.backfill(async (db, schoolId) => {
          if (schoolId === '${one!.id}') await db.rawQuery("update lines set school_id = '${two!.id}'")
        })`,
    })
    assert.match(words, /registre is left out: .*row-level security/)
    assert.deepEqual(await texts(), both('whole'))
  })
})
