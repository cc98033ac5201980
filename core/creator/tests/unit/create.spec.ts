import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { createPlugin, readWish } from '../../src/index.mjs'
import { HOME } from '../outside.ts'

const COUNTED = ['plugin.ts', 'server/index.ts', 'ui/index.ts', 'ui/pages/Home.vue']
const BUDGET = 60

function linesOfCode(folder: string): number {
  const lines = COUNTED.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
  return lines.filter((line) => line.trim() && !/^\s*(\/\/|\/?\*|<!--)/.test(line)).length
}

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' ? keysOf(value, `${prefix}${key}.`) : [prefix + key]
  )
}

const jsonOf = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

test.group('The creator', (group) => {
  let home = ''
  group.each.setup(() => {
    home = mkdtempSync(join(tmpdir(), 'preau-creator-'))
    mkdirSync(join(home, 'plugins'))
    symlinkSync(join(HOME, 'node_modules'), join(home, 'node_modules'))
    return () => rmSync(home, { recursive: true })
  })

  test('writes in the checkout what plugins/hello is, but for its words', async ({ assert }) => {
    const folder = join(home, 'plugins/hello')
    const written = await createPlugin({ id: 'hello', folder, home })
    const hello = join(HOME, 'plugins/hello')
    const text = (from: string, path: string) => readFileSync(join(from, path), 'utf8')
    for (const path of written.filter((one: string) => !/locales|tests\/plugin/.test(one)))
      assert.equal(text(folder, path), text(hello, path), path)
    for (const language of ['fr', 'en']) {
      const [mine, its] = [folder, hello].map((from) =>
        jsonOf(join(from, `locales/${language}.json`))
      )
      assert.sameMembers(keysOf(mine), keysOf(its))
    }
  })

  test(`a plugin is at most ${BUDGET} lines of code`, async ({ assert }) => {
    const folder = join(home, 'mine/lost-property')
    await createPlugin({ id: 'lost-property', folder, home, title: "Carnet d'objets" })
    assert.isAtMost(linesOfCode(folder), BUDGET)
    assert.isAtMost(linesOfCode(join(HOME, 'plugins/hello')), BUDGET)
  })

  test('a package of one’s own names the clone and the kit by paths of its own', async ({
    assert,
  }) => {
    const folder = join(home, '../', `${home.split('/').at(-1)}-mine`)
    try {
      await createPlugin({ id: 'mine', folder, home, title: 'Le « mien »' })
      const pack = jsonOf(join(folder, 'package.json'))
      assert.equal(pack.preau.home, `../${home.split('/').at(-1)}`)
      assert.equal(
        pack.devDependencies['@preau/kit'],
        `file:${pack.preau.home}/.data/kit/preau-kit-0.1.0.tgz`
      )
      assert.equal(jsonOf(join(folder, 'locales/fr.json')).name, 'Le « mien »')
      assert.include(readdirSync(folder), '.gitignore')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('refuses « {id} » with a sentence, and writes nothing')
    .with([
      { id: 'Carnet', pieces: [], why: /cannot be a plugin's id/ },
      { id: 'a'.repeat(41), pieces: [], why: /at most 40/ },
      { id: 'a--b', pieces: [], why: /single hyphens/ },
      { id: 'taken', pieces: [], why: /already the id/ },
      { id: 'full', pieces: [], why: /there already, and not empty/ },
      { id: 'carnet', pieces: ['pages'], why: /« pages » is no piece.*page, table, job/ },
      { id: 'carnet', pieces: ['page:Été'], why: /cannot be the name of a page/ },
      { id: 'carnet', pieces: ['table:Notes'], why: /cannot be a table's name/ },
      { id: 'carnet', pieces: ['job:one', 'job:one'], why: /already has « jobs.one »/ },
    ])
    .run(async ({ assert }, { id, pieces, why }) => {
      const packs = { 'plugins/other': { preau: { id: 'taken' } }, 'mine/full': {} }
      for (const [path, pack] of Object.entries(packs)) {
        mkdirSync(join(home, path), { recursive: true })
        writeFileSync(join(home, path, 'package.json'), JSON.stringify(pack))
      }
      const before = readdirSync(join(home, 'mine'), { recursive: true })
      await assert.rejects(
        () => createPlugin({ id, folder: join(home, 'mine', id), home, pieces }),
        why
      )
      assert.deepEqual(readdirSync(join(home, 'mine'), { recursive: true }), before)
    })

  test('reads a name, a path, and options; an unknown one is refused', ({ assert }) => {
    const place = { cwd: '/home/ada/preau', inside: '/home/ada/preau/plugins' }
    const read = (...args: string[]) => readWish(args, place)
    assert.include(read('carnet'), { id: 'carnet', folder: '/home/ada/preau/plugins/carnet' })
    assert.include(read('../acme/carnet'), { id: 'carnet', folder: '/home/ada/acme/carnet' })
    assert.include(read('carnet', '--to', '../acme'), { id: 'carnet', folder: '/home/ada/acme' })
    assert.deepEqual(read('carnet', '--with=page,table:notes').pieces, ['page', 'table:notes'])
    for (const args of [[], ['a', 'b'], ['a', '--wit', 'page'], ['a', '--to']])
      assert.throws(() => read(...args), /Usage|wants a value/)
  })
})
