import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { signedIn } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

const ID = 'cantine'
const [FIRST, SECOND] = ['0990001N', '0990003R']

/** A plugin that is named and throws as soon as it is imported. */
function writeBroken(folder: string) {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  const description = {
    name: ID,
    version: '1.2.0',
    type: 'module',
    preau: { id: ID },
    exports: { '.': './plugin.js' },
    peerDependencies: { '@preau/kit': '^0.1.0' },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description))
  writeFileSync(join(folder, 'plugin.js'), `throw new Error('broken at import')`)
  const words = { name: 'Cantine', summary: 'Les repas de la semaine.' }
  writeFileSync(join(folder, 'locales/fr.json'), JSON.stringify(words))
}

test.group('A module that does not serve, on the dashboards', (group) => {
  let database: TestDatabase
  let host: TestHost
  let world: TwinSchools
  const home = mkdtempSync(join(tmpdir(), 'preau-unavailable-'))

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    writeBroken(home)
    host = await startHost(database, { PREAU_PLUGINS: home })
    return async () => {
      await host.stop()
      await database.drop()
      rmSync(home, { recursive: true })
    }
  })

  const offer = (school: string | null, state: string) =>
    asAdmin(database.coreUrl, (core) =>
      core.query(
        'insert into core.offers (authority_id, plugin, school_id, state) values ($1, $2, $3, $4)',
        [world.authority, ID, school, state]
      )
    )

  async function listed(uai: string, person: string) {
    const head = await signedIn(host.url, person)
    const { body } = await head.get(`/api/schools/${uai}/plugins`)
    return body.data.find(({ id }: { id: string }) => id === ID)
  }

  test('a school that is not offered it does not hear of it', async ({ assert }) => {
    assert.isUndefined(await listed(FIRST, 'head.1'))
  })

  test('a school that is offered it sees its name and that it is unavailable; one that is not, nothing', async ({
    assert,
  }) => {
    await offer(null, 'offered')
    await offer(world.schools[1]!.id, 'none')
    const { name, state, on, active, version } = await listed(FIRST, 'head.1')
    assert.deepEqual(
      { name, state, on, active, version },
      {
        name: 'Cantine',
        state: 'unavailable',
        on: false,
        active: false,
        version: '1.2.0',
      }
    )
    assert.isUndefined(await listed(SECOND, 'head.2'))
  })

  test('a school that had switched it on is told, whatever is offered now', async ({ assert }) => {
    const second = world.schools[1]!.id
    await asAdmin(database.coreUrl, (core) =>
      core.query(
        `insert into core.activations (school_id, plugin, is_on, settings, active, revision) values ($1, $2, true, '{}', false, nextval('core.revision'))`,
        [second, ID]
      )
    )
    const { state, on } = await listed(SECOND, 'head.2')
    assert.deepEqual({ state, on }, { state: 'unavailable', on: true })
  })

  test('nothing can be done with it', async ({ assert }) => {
    const head = await signedIn(host.url, 'head.1')
    const path = `/api/schools/${FIRST}/plugins/${ID}`
    assert.equal((await head.get(path)).status, 404)
    assert.equal((await head.put(path, { on: true })).status, 404)
    assert.equal((await head.post(`${path}/preview`, { on: true })).status, 404)
  })

  test('the authority sees it in the matrix, as a column that is not available and has no cell', async ({
    assert,
  }) => {
    const agent = await signedIn(host.url, 'agent')
    const { body } = await agent.get(`/api/authorities/${world.authority}/modules`)
    const columns: { id: string; name: string; available: boolean }[] = body.modules
    assert.include(
      columns.filter(({ available }) => available).map(({ id }) => id),
      'actualites'
    )
    assert.deepEqual(
      columns.filter(({ available }) => !available).map(({ id, name }) => [id, name]),
      [[ID, 'Cantine']]
    )
    for (const { cells } of body.data) assert.notProperty(cells, ID)
  })
})
