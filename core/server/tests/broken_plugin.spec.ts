import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { PluginHome } from '../../testing/src/temp_plugins.ts'
import { signedIn, Visitor } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'

/** Manifests that the compiler would refuse, as a package may still bring them. */
const UNSOUND = {
  'not-his': `permissions: { 'actualites.publish': { relation: 'school', grantedTo: [] } }`,
  'no-slot': `permissions: {}, contributes: { slots: [{ slot: 'home.nowhere/v1', component: 'X' }] }`,
  'no-page': `permissions: {}, contributes: { nav: [{ zone: 'main', page: 'x', icon: 'i' }] }`,
  'no-right': `permissions: {}, pages: { home: { path: '', permission: 'read' } }`,
  'way-out': `permissions: {}, pages: { home: { path: '../../login' } }`,
  'opens-others': `permissions: {}, opens: ['home.widgets/v1']`,
}

const REASONS = [
  'which is not a key of its own',
  'is an extension point that nobody opens',
  'which is no page of it',
  'which is none of its permissions',
  'is not the path of a page',
  'which does not begin with its id',
]

/** The modules of this repository: those that are well. */
const OWN = readdirSync(join(import.meta.dirname, '../../../plugins'))

test.group('Plugins that do not work', (group) => {
  let database: TestDatabase
  let host: TestHost
  const home = new PluginHome()

  group.setup(async () => {
    database = await cloneDatabase()
    await twinSchools(database)
    home.write({ id: 'throws', plugin: `throw new Error('broken at import')` })
    home.write({
      id: 'liar',
      plugin: `export default { manifest: { id: 'hello', permissions: {} } }`,
    })
    home.write({ id: 'old', plugin: 'export default {}', kit: '^99.0.0' })
    home.write({
      id: 'never-migrated',
      plugin: `export default { manifest: { id: 'never-migrated', permissions: {} } }`,
    })
    const ask = (manifest: string) => `export default { manifest: ${manifest} }`
    for (const [id, more] of Object.entries(UNSOUND))
      home.write({ id, plugin: ask(`{ id: '${id}', ${more} }`) })
    host = await startHost(database, { PREAU_PLUGINS: home.path })
    return async () => {
      await host.stop()
      await database.drop()
      home.remove()
    }
  })

  test('they are marked and named, and the others run', async ({ assert }) => {
    const { body } = await new Visitor(host.url).get('/health/ready')
    assert.equal(body.status, 'ok')
    assert.deepEqual(body.checks.plugins, {
      throws: 'failed',
      liar: 'failed',
      old: 'incompatible',
      'never-migrated': 'failed',
      ...Object.fromEntries(Object.keys(UNSOUND).map((id) => [id, 'failed'])),
    })
    for (const why of REASONS) assert.include(host.output(), why)
    const head = await signedIn(host.url, 'head.1')
    const listed = await head.get('/api/schools/0990001N/plugins')
    assert.sameMembers(
      listed.body.data.map(({ id }: { id: string }) => id),
      OWN
    )
    const on = await head.put('/api/schools/0990001N/plugins/hello', { on: true })
    assert.equal(on.status, 200)
    assert.equal((await head.put('/api/schools/0990001N/plugins/throws', { on: true })).status, 404)
  })
})
