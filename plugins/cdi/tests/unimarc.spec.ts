import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { describe } from '../server/catalogue/describe.ts'
import { decodeIso5426 } from '../server/unimarc/iso5426.ts'
import { readIso2709 } from '../server/unimarc/iso2709_read.ts'
import { writeIso2709 } from '../server/unimarc/iso2709_write.ts'
import { HostileXml, readMarcXml } from '../server/unimarc/marcxml_read.ts'
import { writeXmlRecord, xmlFrame, type XmlFormat } from '../server/unimarc/marcxml_write.ts'
import { readRecords } from '../server/unimarc/read_file.ts'
import type { Field, UnimarcRecord } from '../server/unimarc/record.ts'
import { isoFile, recordOf } from './records.ts'

/** Real files, where whoever runs the tests has some: a folder of ISO 2709 and MARCXML. */
const FOLDER = process.env['UNIMARC_FILES'] ?? ''

const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((one) => one.replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/g, ''))
const tag = fc.integer({ min: 10, max: 999 }).map((number) => String(number).padStart(3, '0'))
const dataField: fc.Arbitrary<Field> = fc.record({
  tag,
  indicators: fc.constantFrom('  ', '1 ', ' 1', '0|', '##'),
  subfields: fc.array(fc.tuple(fc.constantFrom(...'abcdefx123'), text), {
    minLength: 1,
    maxLength: 6,
  }),
})
const controlField: fc.Arbitrary<Field> = fc.record({
  tag: fc.constantFrom('001', '003', '005'),
  value: text,
})
const titled: Field = { tag: '200', indicators: '1 ', subfields: [['a', 'Titre']] }
const record: fc.Arbitrary<UnimarcRecord> = fc
  .tuple(
    fc.array(controlField, { maxLength: 2 }),
    fc.array(dataField, { maxLength: 12 }),
    fc.constantFrom('450 ', '4500')
  )
  .map(([control, data, map]) => ({
    label: `00000nam0 2200000   ${map}`,
    fields: [...control, titled, ...data],
  }))

const only = (readings: Iterable<{ record?: UnimarcRecord }>) =>
  [...readings].map((one) => one.record)

test.group('UNIMARC', () => {
  test('what is written is read back, byte for byte, in ISO 2709', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
        const bytes = Buffer.concat(records.map(writeIso2709))
        const readings = [...readIso2709(bytes)]
        assert.deepEqual(
          readings.map(({ repairs, refusal }) => [repairs, refusal]),
          records.map(() => [[], undefined])
        )
        const again = Buffer.concat(readings.map((reading) => writeIso2709(reading.record!)))
        assert.isTrue(again.equals(bytes))
      })
    )
  })

  for (const format of ['marcxml', 'mxc'] satisfies XmlFormat[])
    test(`what is written is read back, field for field, in ${format}`, ({ assert }) => {
      const { before, after } = xmlFrame(format)
      fc.assert(
        fc.property(fc.array(record, { minLength: 1, maxLength: 3 }), (records) => {
          const file = before + records.map((one) => writeXmlRecord(one, format)).join('') + after
          assert.deepEqual(only(readMarcXml(file)), records)
        })
      )
    })

  test('whatever the bytes, reading ends and throws nothing', ({ assert }) => {
    const sound = isoFile(['Un', 'Deux', 'Trois'])
    const broken = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 20 })
      .map((changes) => {
        const bytes = Buffer.from(sound)
        for (const [at, byte] of changes) bytes[at] = byte
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        const readings = [...readIso2709(Buffer.from(bytes))]
        assert.isTrue(
          readings.every(({ record: one, refusal }) => Boolean(one) !== Boolean(refusal))
        )
      })
    )
  })

  test('one bad record among good ones is refused by its number; the rest is read', ({
    assert,
  }) => {
    const [first, second, third] = ['Un', 'Deux', 'Trois'].map((title) => isoFile([title]))
    const wrong = (from: number, bytes: string) => {
      const copy = Buffer.from(second!)
      copy.write(bytes, from, 'latin1')
      return copy
    }
    const cases: [
      name: string,
      middle: Buffer,
      refusal: string | undefined,
      repair: string | undefined,
    ][] = [
      ['a wrong length', wrong(0, '00030'), undefined, 'length'],
      ['2 GB claimed', wrong(0, '99999'), undefined, 'length'],
      ['an offset beyond the record', wrong(24 + 7, '99998'), undefined, 'directory'],
      ['a directory that is none', wrong(24, '*'), 'directory', undefined],
      ['no label', Buffer.from('hello\x1d'), 'label', undefined],
      [
        'ends of lines between records',
        Buffer.concat([Buffer.from('\r\n'), second!, Buffer.from('\n')]),
        undefined,
        undefined,
      ],
      [
        'MARC 21',
        writeIso2709({ label: ' '.repeat(24), fields: [{ ...titled, tag: '245' }] }),
        'marc21',
        undefined,
      ],
    ]
    for (const [name, middle, refusal, repair] of cases) {
      const readings = [...readIso2709(Buffer.concat([first!, middle, third!]))]
      assert.lengthOf(readings, 3, name)
      assert.deepEqual([readings[0]!.refusal, readings[2]!.refusal], [undefined, undefined], name)
      assert.equal(readings[1]!.refusal, refusal, name)
      assert.equal(readings[1]!.repairs[0], repair, name)
    }
    assert.equal([...readIso2709(first!.subarray(0, -1))][0]!.refusal, 'cut')
  })

  test('what is too long for the format is written and read all the same', ({ assert }) => {
    const long: UnimarcRecord = {
      label: '00000nam  2200000   450 ',
      fields: [
        titled,
        { tag: '330', indicators: '  ', subfields: [['a', 'é'.repeat(70_000)]] },
        { ...titled, tag: '517' },
      ],
    }
    const bytes = writeIso2709(long)
    const [reading] = [...readIso2709(bytes)]
    assert.deepEqual(reading!.record!.fields, long.fields)
    assert.deepEqual(reading!.repairs, [])
    assert.equal(
      [
        ...readIso2709(
          Buffer.concat([
            writeIso2709({
              ...long,
              fields: [
                titled,
                { tag: '330', indicators: '  ', subfields: [['a', 'x'.repeat(1_100_000)]] },
              ],
            }),
          ])
        ),
      ][0]!.refusal,
      'too-long'
    )
  })

  test('the encoding is told by the bytes, whatever the record says', ({ assert }) => {
    const titles = (bytes: Buffer) =>
      [...readIso2709(bytes)].map(({ record: one, encoding }) => [describe(one!).title, encoding])
    const said = recordOf({ title: 'L’école à Noël', author: ['Éluard', 'Paul'] })
    const lying = {
      ...said,
      fields: said.fields.map((field) =>
        field.tag === '100'
          ? { ...field, subfields: [['a', '20261125d2000    m  y0frey0103    ba'] as const] }
          : field
      ),
    } as UnimarcRecord
    assert.deepEqual(titles(writeIso2709(lying)), [['L’école à Noël', 'utf-8']])
    const plain = recordOf({ title: 'Un été à la forêt' })
    const latin = Buffer.from(writeIso2709(plain).toString('utf8'), 'latin1')
    assert.deepEqual(titles(latin), [['Un été à la forêt', 'windows-1252']])
    const capital = Buffer.from(isoFile(['École, Édouard, Émile']).toString('utf8'), 'latin1')
    assert.deepEqual(titles(capital), [['École, Édouard, Émile', 'windows-1252']])
    const marked = writeIso2709(plain)
      .toString('utf8')
      .replaceAll('é', '\xc2e')
      .replaceAll('à', '\xc1a')
      .replaceAll('ê', '\xc3e')
      .replace('Éditeur', '\xc2Editeur')
    assert.deepEqual(titles(Buffer.from(marked, 'latin1')), [['Un été à la forêt', 'iso-5426']])
  })

  test('ISO 5426: marks stand before their letter and may be several', ({ assert }) => {
    assert.equal(decodeIso5426(Buffer.from([0xc2, 0x65, 0x63, 0x6f, 0x6c, 0x65])), 'école')
    assert.equal(
      decodeIso5426(Buffer.from([0xfa, 0x75, 0x76, 0x72, 0x65, 0x20, 0xd0, 0x63, 0x61])),
      'œuvre ça'
    )
    assert.equal(decodeIso5426(Buffer.from([0xc3, 0xc2, 0x61])), 'ấ')
  })

  test('XML that is more than records is refused, and never resolves anything', ({ assert }) => {
    const bomb =
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><collection>&x;</collection>'
    assert.throws(() => [...readMarcXml(bomb)], HostileXml)
    assert.throws(() => [...readMarcXml('<a>'.repeat(50))], HostileXml)
    const { before, after } = xmlFrame('marcxml')
    const cut =
      before + writeXmlRecord(recordOf({ title: 'Un' }), 'marcxml') + '<record><leader>' + after
    const readings = [...readMarcXml(cut)]
    assert.deepEqual(
      readings.map(({ refusal }) => refusal),
      [undefined, 'xml']
    )
  })

  test('marks of what is not sorted leave the title and order it', ({ assert }) => {
    const { title, sortTitle } = describe(recordOf({ title: '\u0098Le \u009cTour du monde' }))
    assert.deepEqual([title, sortTitle], ['Le Tour du monde', 'tour du monde'])
  })

  if (FOLDER)
    test('every file of the folder that UNIMARC_FILES names comes back byte for byte', ({
      assert,
    }) => {
      const files = filesIn(FOLDER)
      for (const file of files.filter((one) => /\.(mrc|iso|marc)$/.test(one))) {
        const bytes = readFileSync(file)
        const readings = [...readRecords(bytes)]
        const taken = readings.filter(
          (one) => one.record && one.encoding === 'utf-8' && !one.repairs.length
        )
        const written = taken.map((one) => writeIso2709(one.record!))
        for (const record of written) assert.isTrue(bytes.includes(record), file)
        assert.isNotEmpty(readings, file)
      }
      for (const file of files.filter(
        (one) => /\.(mrcx?ml|xml)$/.test(one) && /<(\w+:)?leader/.test(readFileSync(one, 'utf8'))
      )) {
        const records = only(readRecords(readFileSync(file))).flatMap((one) => one ?? [])
        const { before, after } = xmlFrame('marcxml')
        const again = only(
          readMarcXml(
            before + records.map((one) => writeXmlRecord(one, 'marcxml')).join('') + after
          )
        )
        assert.deepEqual(again, records, file)
      }
    })
})

function filesIn(folder: string): string[] {
  if (!folder || !existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}
