import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { packKit } from '../../../tooling/src/kit/pack.ts'
import { addPiece, createPlugin, PIECES } from '../../src/index.mjs'
import { compile, HOME, installFrom } from '../outside.ts'

const PATIENCE = 300_000

test.group('Pieces of a plugin', (group) => {
  let ground = ''
  group.each.setup(() => {
    ground = mkdtempSync(join(tmpdir(), 'preau-pieces-'))
    return () => rmSync(ground, { recursive: true })
  })
  const create = (pieces: string[] = []) =>
    createPlugin({ id: 'carnet', folder: join(ground, 'carnet'), home: HOME, pieces })
  const add = (piece: string, name?: string) =>
    addPiece({ folder: join(ground, 'carnet'), home: HOME, piece, ...(name && { name }) })
  const text = (path: string) => readFileSync(join(ground, 'carnet', path), 'utf8')

  test('alone, all together and twice, they compile against the kit’s tarballs alone, and build', async ({
    assert,
  }) => {
    const kit = join(ground, 'kit')
    await packKit(kit)
    installFrom(kit, ground)
    await createPlugin({ id: 'plain', folder: join(ground, 'plain'), home: HOME })
    for (const piece of PIECES) {
      const id = `one-${piece}`
      await createPlugin({ id, folder: join(ground, id), home: HOME, pieces: [piece] })
    }
    await create(PIECES)
    for (const piece of PIECES) await add(piece, `${piece}2`)
    const config = { extends: './carnet/tsconfig.json', include: ['carnet', 'plain', 'one-*/**/*'] }
    writeFileSync(join(ground, 'tsconfig.json'), JSON.stringify(config))
    assert.equal(compile('vue-tsc', ground, ['--noEmit']), '')
    assert.equal(compile('tsc', join(ground, 'carnet'), ['-p', 'tsconfig.build.json']), '')
    assert.match(text('dist/server/index.js'), /from ['"]\.\.\/plugin\.js['"]/)
    assert.include(text('dist/database/migrations/0002_table2.js'), `schoolTable('table2'`)
  }).timeout(PATIENCE)

  test('« {$self} » is refused a second time under the same name, and nothing changes')
    .with(PIECES)
    .run(async ({ assert }, piece) => {
      await create([piece])
      const before = [text('plugin.ts'), text('server/index.ts'), text('locales/fr.json')]
      await assert.rejects(() => add(piece), /already/)
      assert.deepEqual(
        [text('plugin.ts'), text('server/index.ts'), text('locales/fr.json')],
        before
      )
    })

  test('comments, and what the author wrote otherwise, stay', async ({ assert }) => {
    await create()
    const mine = text('plugin.ts')
      .replace('  pages:', '  // the one page there is\n  pages:')
      .replace("permission: 'read' } },\n", "permission: 'read' } }, // for all\n")
    writeFileSync(join(ground, 'carnet/plugin.ts'), mine)
    await add('page', 'archives')
    assert.include(text('plugin.ts'), '// the one page there is')
    assert.include(text('plugin.ts'), '// for all')
    assert.include(text('plugin.ts'), `archives: { path: 'archives', permission: 'read' }`)
  })

  test('what is not written out in plugin.ts is left to its author', async ({ assert }) => {
    await create()
    const mine = text('plugin.ts').replace(/pages: \{.*\},\n/, 'pages,\n')
    writeFileSync(join(ground, 'carnet/plugin.ts'), `const pages = {}\n${mine}`)
    await assert.rejects(() => add('page', 'archives'), /« pages.archives » is not written out/)
    assert.notInclude(text('ui/index.ts'), 'archives')
  })

  test('a folder that is no plugin’s is refused', async ({ assert }) => {
    await assert.rejects(() => add('page'), /has no plugin\.ts/)
  })
})
