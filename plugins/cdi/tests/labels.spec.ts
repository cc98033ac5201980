import { test } from '@japa/runner'
import { code128 } from '../server/labels/code128.ts'
import { labelSheet } from '../server/labels/sheet.ts'

test.group('Labels', () => {
  test('bars are those of Code 128, with their check character', ({ assert }) => {
    // As another writer of barcodes has them.
    assert.equal(code128('C0-Zz9').join(''), WIDTHS)
    assert.throws(() => code128('é'), /Code 128/)
  })

  test('650 labels are ten sheets of 65, and begin where the last sheet was left', async ({
    assert,
  }) => {
    const labels = Array.from({ length: 650 }, (_, at) => ({
      lines: ['R VER', 'Vingt mille lieues sous les mers — œuvre complète', 'Collège'],
      code: `C${String(at).padStart(6, '0')}`,
    }))
    const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length
    assert.equal(pagesOf(await labelSheet(labels, { format: '65', skip: 0 })), 10)
    assert.equal(pagesOf(await labelSheet(labels, { format: '65', skip: 1 })), 11)
    assert.equal(pagesOf(await labelSheet(labels.slice(0, 24), { format: '24', skip: 0 })), 1)
  })
})

const WIDTHS = '2112141313211231221221323123112141213211221122322331112'
