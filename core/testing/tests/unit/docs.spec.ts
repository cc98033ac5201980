import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { CHECKS } from '../../src/contract/battery.ts'
import { blocksOf, notAnExtract, ROOT } from '../docs/blocks.ts'

const RECIPES = 'docs/plugins/recipes.md'

test.group('Documentation for authors', () => {
  test('recipes quote code of this repository, which compiles and is tested', ({ assert }) => {
    const blocks = blocksOf(RECIPES)
    assert.isAbove(blocks.length, 20)
    for (const { language, notes, text, at } of blocks) {
      if (language === 'sh') continue
      const from = notes.get('from')
      assert.isString(from, `${at}: say which file it is taken from`)
      const whole = readFileSync(join(ROOT, from!), 'utf8')
      assert.isUndefined(notAnExtract(text, whole), `${at} is no extract of ${from}`)
    }
  })

  test('an extract that differs by a word is seen', ({ assert }) => {
    const whole = 'a(\n  b,\n  c\n)\n\nd()\ne()\n'
    assert.isUndefined(notAnExtract('b,\nc\n', whole))
    assert.isUndefined(notAnExtract('a(\n…\ne()\n', whole))
    assert.isDefined(notAnExtract('b\n', whole))
    assert.isDefined(notAnExtract('e()\n…\na(\n', whole))
    assert.isDefined(notAnExtract('a(\ne()\n', whole))
  })

  test('the review checklist names each check of the battery, and no other', ({ assert }) => {
    const text = readFileSync(join(ROOT, 'docs/plugins/review-checklist.md'), 'utf8')
    const [, named = ''] = /Its checks: ([^.]+)\./.exec(text) ?? []
    const codes = [...named.matchAll(/`([^`]+)`/g)].map(([, code]) => code)
    assert.sameMembers(
      codes,
      CHECKS.map(({ code }) => code)
    )
  })

  test('links lead somewhere', ({ assert }) => {
    for (const page of globSync('docs/plugins/*.md', { cwd: ROOT })) {
      const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
      for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
        assert.isTrue(existsSync(join(ROOT, dirname(page), target)), `${page}: ${target}`)
    }
  })
})
