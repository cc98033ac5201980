import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { createTarGzip, type TarFileInput } from 'nanotar'
import { readPackageFile } from '../../src/plugin/package_file.ts'
import { judge } from '../../src/plugin/install.ts'

const DESCRIPTION = {
  name: 'acme-preau-plugin',
  version: '1.0.0',
  preau: { id: 'carnet' },
  exports: { '.': './dist/plugin.js', './server': { default: './dist/server/index.js' } },
  peerDependencies: { '@preau/kit': '^0.1.0' },
}
const HALVES: TarFileInput[] = ['dist/plugin.js', 'dist/server/index.js'].map((path) => ({
  name: `package/${path}`,
  data: 'export default {}',
}))

test.group('A plugin’s package, before any of it runs', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'preau-packages-'))
  group.teardown(() => rmSync(folder, { recursive: true }))

  const written = (bytes: Uint8Array | string) => {
    const file = join(folder, 'acme.tgz')
    writeFileSync(file, bytes)
    return file
  }
  const packed = async (more: object = {}, files: TarFileInput[] = HALVES) =>
    written(
      await createTarGzip([
        { name: 'package/package.json', data: JSON.stringify({ ...DESCRIPTION, ...more }) },
        ...files,
      ])
    )

  test('a sound one is read, and may be installed', async ({ assert }) => {
    const found = readPackageFile(await packed({ scripts: { postinstall: 'curl …', test: 'x' } }))
    assert.deepInclude(found, {
      ...{ name: 'acme-preau-plugin', version: '1.0.0', id: 'carnet', kit: '^0.1.0' },
      installScripts: ['postinstall'],
    })
    assert.doesNotThrow(() => judge(found))
  })

  test('what is no package of a plugin is refused by a sentence', async ({ assert }) => {
    const refusals: [string, string][] = [
      [join(folder, 'absent.tgz'), 'There is no file'],
      [written('not a tarball'), 'cannot be read as a .tgz'],
    ]
    for (const [file, why] of refusals) assert.throws(() => readPackageFile(file), new RegExp(why))
    const made: [() => Promise<string>, RegExp][] = [
      [() => packed({ name: '../up' }), /no valid name/],
      [() => packed({ version: 'latest' }), /no valid version/],
      [() => packed({ preau: {} }), /no plugin of Préau/],
      [() => packed({}, []), /is not built/],
    ]
    for (const [make, why] of made) {
      const file = await make()
      assert.throws(() => readPackageFile(file), why)
    }
  })

  test('what does not fit here, or is another’s, is refused by a sentence', async ({ assert }) => {
    const judged: [object, RegExp][] = [
      [{ preau: { id: 'Not An Id' } }, /is not a plugin's id/],
      [{ peerDependencies: {} }, /names no range of @preau\/kit/],
      [{ peerDependencies: { '@preau/kit': '^99.0.0' } }, /asks for @preau\/kit \^99\.0\.0/],
      [{ preau: { id: 'hello' } }, /the id « hello » is that of @preau\/plugin-hello/],
      [{ name: '@preau/kit' }, /the name of a part of Préau/],
      [{ dependencies: { '@preau/kit': '^0.1.0' } }, /belongs in its peerDependencies/],
      [{ dependencies: { vue: '^3.0.0' } }, /belongs in its peerDependencies/],
      [{ dependencies: { left: 'git+https://example.org/left.git' } }, /not from the registry/],
      [{ dependencies: { left: 'file:../../etc' } }, /not from the registry/],
    ]
    for (const [more, why] of judged) {
      const found = readPackageFile(await packed(more))
      assert.throws(() => judge(found), why)
    }
  })
})
