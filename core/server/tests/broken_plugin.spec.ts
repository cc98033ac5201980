import { test } from '@japa/runner'
import { cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { PluginHome } from '../../testing/src/temp_plugins.ts'
import { signedIn, Visitor } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'

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
    })
    const head = await signedIn(host.url, 'head.1')
    const listed = await head.get('/api/schools/0990001N/plugins')
    assert.deepEqual(
      listed.body.data.map(({ id }: { id: string }) => id),
      ['actualites', 'hello']
    )
    const on = await head.put('/api/schools/0990001N/plugins/hello', { on: true })
    assert.equal(on.status, 200)
    assert.equal((await head.put('/api/schools/0990001N/plugins/throws', { on: true })).status, 404)
  })
})
