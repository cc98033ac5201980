import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { signedIn, Visitor } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'

/** A plugin's folder with one file, `plugin.js`, and the range of the kit that it asks for. */
function writePlugin(
  home: string,
  id: string,
  { code, kit = '^0.1.0' }: { code: string; kit?: string }
) {
  const folder = join(home, id)
  mkdirSync(folder)
  const description = {
    name: id,
    version: '1.0.0',
    type: 'module',
    preau: { id },
    exports: { '.': './plugin.js', './server': './plugin.js' },
    peerDependencies: { '@preau/kit': kit },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description))
  writeFileSync(join(folder, 'plugin.js'), code)
  return folder
}

test.group('Plugins that do not work', (group) => {
  let database: TestDatabase
  let host: TestHost
  const home = mkdtempSync(join(tmpdir(), 'preau-plugins-'))

  group.setup(async () => {
    database = await cloneDatabase()
    await twinSchools(database)
    const folders = [
      writePlugin(home, 'throws', { code: `throw new Error('broken at import')` }),
      writePlugin(home, 'liar', {
        code: `export default { manifest: { id: 'hello', permissions: {} } }`,
      }),
      writePlugin(home, 'old', { code: 'export default {}', kit: '^99.0.0' }),
      writePlugin(home, 'never-migrated', {
        code: `export default { manifest: { id: 'never-migrated', permissions: {} } }`,
      }),
    ]
    host = await startHost(database, { PREAU_PLUGINS: folders.join(':') })
    return async () => {
      await host.stop()
      await database.drop()
      rmSync(home, { recursive: true })
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
