import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { pluginFolders } from '../../build/plugin_folders.ts'
import { whyItFails } from '../../build/plugin_trial.ts'

const INDEX = `export default { pages: { home: () => import('./Home.vue') } }`

function write(root: string, id: string, page: string, index = INDEX): void {
  mkdirSync(join(root, 'plugins', id, 'ui'), { recursive: true })
  writeFileSync(join(root, 'plugins', id, 'package.json'), JSON.stringify({ preau: { id } }))
  writeFileSync(join(root, 'plugins', id, 'ui', 'index.ts'), index)
  writeFileSync(join(root, 'plugins', id, 'ui', 'Home.vue'), page)
}

test.group('Pages that do not build', (group) => {
  const root = mkdtempSync(join(tmpdir(), 'preau-pages-'))
  group.teardown(() => rmSync(root, { recursive: true, force: true }))

  test('a plugin whose pages break is told apart, with the file and why', async ({ assert }) => {
    write(root, 'good', '<template><p>Bonjour</p></template>')
    write(root, 'script', '<script setup lang="ts">const x = </script><template><p /></template>')
    write(root, 'template', '<template><div><p></div></template>')
    write(root, 'import', '<template><p /></template>', `import './nowhere.ts'`)
    // A package has left its sources out: a type of theirs is not missed.
    write(root, 'typed', '<template><p /></template>', `import type x from '../plugin.ts'`)
    mkdirSync(join(root, 'plugins/without-pages'))
    writeFileSync(
      join(root, 'plugins/without-pages/package.json'),
      '{"preau":{"id":"without-pages"}}'
    )

    const why = new Map<string, string | undefined>()
    for (const plugin of pluginFolders(root)) why.set(plugin.id, await whyItFails(plugin))

    assert.deepEqual([...why.keys()], ['good', 'import', 'script', 'template', 'typed'])
    assert.isUndefined(why.get('good'))
    assert.isUndefined(why.get('typed'))
    assert.match(why.get('script') ?? '', /^ui\/Home\.vue: /)
    assert.match(why.get('template') ?? '', /^ui\/Home\.vue: /)
    assert.match(why.get('import') ?? '', /nowhere\.ts/)
  })
})
