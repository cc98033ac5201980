import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { askedKeys } from '../../src/locale_words.ts'

const ADMIN = join(import.meta.dirname, '../../../../admin')

test.group('Sentences of the pages', () => {
  test('the keys of a component are found, in whatever quotes, and those that are put together are not', ({
    assert,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'preau-keys-'))
    try {
      const page =
        "{{ t('ui.a') }} {{ t(\n  'ui.b-one', { count }) }} {{ t(`ui.${kind}`) }} at('ui.no')"
      writeFileSync(join(folder, 'Page.vue'), `${page} {{ t("ui.c") }} {{ t('ui.a') }}`)
      assert.deepEqual(askedKeys(folder), ['ui.a', 'ui.b-one', 'ui.c'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('every key that the core’s pages ask for has its sentence', ({ assert }) => {
    const french = (folder: string) =>
      JSON.parse(readFileSync(join(ADMIN, folder, 'fr.json'), 'utf8')) as object
    const sentences = { ...french('app/src/locales'), kit: french('ui/locales') }
    const folders = ['app/src', 'ui/src/components', 'ui/src/files', 'ui/src/reports']
    const asked = folders.flatMap((folder) => askedKeys(join(ADMIN, folder)))
    assert.isAbove(asked.length, 300)
    assert.deepEqual(
      asked.filter((key) => typeof at(sentences, key) !== 'string'),
      []
    )
  })
})

function at(tree: unknown, key: string): unknown {
  return key.split('.').reduce((node, part) => (node as Record<string, unknown>)?.[part], tree)
}
