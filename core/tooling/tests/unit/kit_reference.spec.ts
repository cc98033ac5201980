import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ROOT } from '../../paths.mjs'
import { readPublicTypes } from '../../src/reference/declarations.ts'
import { staleKitPages } from '../../src/reference/kit.ts'
import { referenceOf, reportOf } from '../../src/reference/pages.ts'

const BEFORE = `
interface Paper { size: number }
/** Makes a sheet. @throws RangeError when it is too large */
export function sheet(paper: Paper): string { return String(paper.size) }
/** A cover. */
export class Cover {
  /** Its colour. */
  colour = 'red'
}`

test.group('Reference of a package', (group) => {
  let folder: string
  group.each.timeout(60_000)
  group.each.setup(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'preau-reference-')))
    mkdirSync(join(folder, 'src'))
    const exports = { '.': { 'preau-src': './src/index.ts', default: './dist/index.js' } }
    write('package.json', JSON.stringify({ name: '@essai/papier', type: 'module', exports }))
    const options = { types: [] }
    write(
      'tsconfig.json',
      JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: options })
    )
    return () => rmSync(folder, { recursive: true })
  })
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  const read = (source: string) => {
    write('src/index.ts', source)
    return readPublicTypes(folder)
  }

  test('says what is exported, what it is made of, and the words of each', ({ assert }) => {
    const page = referenceOf('papier', read(BEFORE))
    assert.match(page, /### sheet\n\nMakes a sheet\.\n\n\*Throws:\* RangeError when/)
    assert.include(page, 'function sheet(paper: Paper): string;')
    assert.include(page, '/** Its colour. */')
    assert.isAbove(page.indexOf('interface Paper'), page.indexOf('not exported'))
  })

  test('reports a change of what plugins rely on, and of nothing else', ({ assert }) => {
    const before = reportOf('papier', read(BEFORE))
    assert.notInclude(before, 'colour. */')
    assert.equal(reportOf('papier', read(BEFORE.replaceAll(/\/\*\*.*?\*\//g, ''))), before)
    assert.equal(reportOf('papier', read(BEFORE.replace('String(paper.size)', "'0'"))), before)
    assert.notEqual(
      reportOf('papier', read(BEFORE.replace('size: number', 'size: string'))),
      before
    )
    assert.notEqual(
      reportOf('papier', read(BEFORE.replace('paper: Paper', 'paper?: Paper'))),
      before
    )
  })

  test('refuses what it does not find declared', ({ assert }) => {
    assert.throws(() => read(`export { join as glue } from 'node:path'`), /« glue »/)
  })

  test('is written for the kit as it stands', ({ assert }) => {
    assert.deepEqual([...staleKitPages().keys()], [])
  })
})
