import { test } from '@japa/runner'
import {
  fileName,
  HEAD,
  type ImportBench,
  importBench,
  pupil,
  request,
  TAIL,
  type TestFeed,
  twoSchools,
} from './feed.ts'

const PUPILS = fileName('Eleve')
const text = (feed: TestFeed, head = HEAD) =>
  head + feed.Eleve.map((one) => request('Eleve', one)).join('') + TAIL
const DOCTYPE = '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">'
const good = text(twoSchools())

/** Feeds of which nothing is applied: what one file becomes → the code, the file, the line. */
const REFUSED: Record<string, [Record<string, string | Buffer | null>, string, string?, number?]> =
  {
    'truncated XML': [
      { [PUPILS]: good.slice(0, good.indexOf('Tom') + 2) },
      'E_AAF_XML',
      PUPILS,
      49,
    ],
    'wrong XML': [{ [PUPILS]: good.replace('</id>', '</ID>') }, 'E_AAF_XML', PUPILS],
    'an unknown entity': [{ [PUPILS]: good.replace('Zoé', 'Zo&eacute;') }, 'E_AAF_XML', PUPILS],
    'an empty file': [{ [PUPILS]: '' }, 'E_AAF_XML', PUPILS],
    'a DTD with entities': [
      {
        [PUPILS]: good
          .replace(DOCTYPE, '<!DOCTYPE ficAlimMENESR [<!ENTITY a "b">]>')
          .replace('Zoé', '&a;'),
      },
      'E_AAF_DOCTYPE',
      PUPILS,
      2,
    ],
    'a DTD with an internal subset besides': [
      {
        [PUPILS]: good.replace(
          DOCTYPE,
          DOCTYPE.replace('>', ' [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
        ),
      },
      'E_AAF_DOCTYPE',
      PUPILS,
    ],
    'a DTD from elsewhere': [
      { [PUPILS]: good.replace('"ficAlimMENESR.dtd"', '"http://127.0.0.1/x.dtd"') },
      'E_AAF_DOCTYPE',
      PUPILS,
    ],
    'no DOCTYPE': [{ [PUPILS]: good.replace(`${DOCTYPE}\n`, '') }, 'E_AAF_DOCTYPE', PUPILS],
    'no academy': [
      { [PUPILS]: good.replace(/<!-- codeAcademie.*-->/, '') },
      'E_AAF_NO_ACADEMY',
      PUPILS,
    ],
    'two academies': [{ [PUPILS]: good.replace('"97"', '"98"') }, 'E_AAF_TWO_ACADEMIES', PUPILS],
    'the first degree': [{ [PUPILS]: good.replace('"2D"', '"1D"') }, 'E_AAF_DEGREE', PUPILS],
    'a wrong date': [
      { [PUPILS]: good.replace('23/11/2026', '31/02/2026') },
      'E_AAF_GENERATED_ON',
      PUPILS,
    ],
    'bytes that are not UTF-8': [
      { [PUPILS]: Buffer.from(good, 'latin1') },
      'E_AAF_ENCODING',
      PUPILS,
    ],
    'UTF-16': [{ [PUPILS]: good.replace('UTF-8', 'UTF-16') }, 'E_AAF_ENCODING', PUPILS],
    'a delta inside': [
      { [PUPILS]: good.replace(TAIL, `<deleteRequest></deleteRequest>${TAIL}`) },
      'E_AAF_NOT_COMPLETE',
      PUPILS,
    ],
    'an element from elsewhere': [
      { [PUPILS]: good.replace('<attributes>', '<x/><attributes>') },
      'E_AAF_ELEMENT',
      PUPILS,
    ],
    'a value without end': [
      { [PUPILS]: good.replace('Zoé', 'Z'.repeat(3_000_000)) },
      'E_AAF_TOO_LONG',
      PUPILS,
    ],
    'a category missing': [{ [fileName('PersRelEleve')]: null }, 'E_AAF_MISSING_CATEGORY'],
    'a part missing': [{ [PUPILS.replace('0000', '0002')]: good }, 'E_AAF_MISSING_PART'],
    'two feeds in one folder': [{ [PUPILS.replace('1123', '1124')]: good }, 'E_AAF_SEVERAL_FEEDS'],
  }

test.group('Bad input of an import', (group) => {
  let bench: ImportBench

  group.setup(async () => {
    bench = await importBench()
    await bench.write(twoSchools())
    await bench.run()
    return () => bench.close()
  })

  for (const [title, [files, code, file, line]] of Object.entries(REFUSED))
    test(`${title}: refused, nothing written`, async ({ assert }) => {
      const before = await bench.contents()
      const feed = twoSchools()
      feed.PersEducNat[0]!.attributes['sn'] = 'CHANGED'
      await bench.write(feed, files)
      const report = await bench.run()
      assert.deepInclude(report, { status: 'refused', code, written: 0 })
      const [told] = report.refusals.lines
      assert.equal(told?.refused, 'feed')
      assert.isNotEmpty(told?.message)
      if (file) assert.equal(told?.file, file)
      if (file && code !== 'E_AAF_ENCODING') assert.isAbove(told?.line ?? 0, 0)
      if (line) assert.equal(told?.line, line)
      assert.equal(await bench.contents(), before)
      const { rows } = await bench.client.query('select from core.staged_people')
      assert.lengthOf(rows, 0)
    })

  test('truncated XML names the person it stopped at', async ({ assert }) => {
    await bench.write(twoSchools(), { [PUPILS]: good.slice(0, good.indexOf('Tom') + 2) })
    const report = await bench.run()
    assert.equal(report.refusals.lines[0]?.person, 'p4')
  })

  test('only a delta: refused; a delta beside a complete feed: left aside', async ({ assert }) => {
    const delta = PUPILS.replace('Complet', 'Delta')
    await bench.write(twoSchools(), { [delta]: good })
    const beside = await bench.run()
    assert.deepInclude(beside, { status: 'applied', written: 0 })
    assert.deepInclude(beside.refusals.lines[0], { code: 'E_AAF_DELTA_IGNORED', file: delta })
    const none = Object.fromEntries(
      ['EtabEducNat', 'MatiereEducNat', 'PersEducNat', 'PersRelEleve', 'Eleve'].map((c) => [
        fileName(c),
        null,
      ])
    )
    await bench.write(twoSchools(), { ...none, [delta]: good })
    assert.deepInclude(await bench.run(), { status: 'refused', code: 'E_AAF_DELTA' })
    await bench.write(twoSchools(), none)
    assert.deepInclude(await bench.run(), { status: 'refused', code: 'E_AAF_NO_FILES' })
  })

  const told = async (change: (feed: TestFeed) => void) => {
    const feed = twoSchools()
    change(feed)
    await bench.write(feed)
    const report = await bench.run({ confirm: true })
    const lines = report.refusals.lines.map(({ file, line, person, code }) => [
      file,
      line,
      person,
      code,
    ])
    return { report, lines }
  }

  test('an unknown attribute: its value is ignored, with file, line and person', async ({
    assert,
  }) => {
    const { report, lines } = await told((feed) => {
      feed.Eleve[0]!.attributes['ENTEleveSecret'] = 'x'
    })
    assert.deepEqual(lines, [[PUPILS, 17, 'p1', 'E_AAF_UNKNOWN_ATTRIBUTE']])
    assert.equal(report.written, 0)
  })

  test('a person without identifier is refused and named, the others come in', async ({
    assert,
  }) => {
    const { report, lines } = await told((feed) => {
      feed.Eleve.push(pupil('', 'SANS', 'Numéro', '1'), pupil('p9', 'AVEC', 'Numéro', '1'))
    })
    assert.deepEqual(lines, [[PUPILS, 79, 'Numéro SANS', 'E_AAF_NO_ID']])
    assert.equal(report.schools[0]?.tables.members?.added, 1)
  })

  test('a duplicate, a clash, a stranger: each is told, the rest comes in', async ({ assert }) => {
    const { report } = await told((feed) => {
      feed.Eleve.push(pupil('p1', 'MARTIN', 'Zoé', '1'))
      feed.PersRelEleve.push({ id: 'p5', attributes: { sn: 'AUTRE', givenName: 'Quelqu’un' } })
      feed.Eleve.push(pupil('p7', 'PERDU', 'Luc', '9'), pupil('p8', '', 'Luc', '1'))
      feed.Eleve[1]!.attributes['ENTElevePersRelEleve'] = ['g9$10$1$1$1$1', 'g1$10$1$7$1$1']
      feed.Eleve[2]!.attributes['ENTEleveClasses'] = '1$9Z'
      feed.PersEducNat[1]!.attributes['ENTPersonFonctions'] = [
        '1$DIR$X',
        '1$INS$X',
        '1$ZZZ$X',
        '8$ENS$X',
      ]
    })
    assert.deepEqual(report.refusals.byCode, {
      E_AAF_DUPLICATE: 1,
      E_AAF_KEY_CLASH: 2,
      E_AAF_NO_NAME: 1,
      E_AAF_VALUE: 1,
      E_AAF_UNKNOWN_STRUCTURE: 2,
      E_AAF_UNKNOWN_GUARDIAN: 1,
      E_AAF_UNKNOWN_GROUP: 1,
      E_AAF_FUNCTION: 1,
      E_AAF_FUNCTION_UNKNOWN: 1,
    })
    assert.equal(report.status, 'applied')
    for (const line of report.refusals.lines) {
      assert.isAbove(line.line ?? 0, 0, line.code)
      assert.isNotEmpty(line.person, line.code)
    }
  })

  test('a wrong UAI refuses that school alone', async ({ assert }) => {
    const { report, lines } = await told((feed) => {
      feed.EtabEducNat.push({
        id: '3',
        attributes: { ENTStructureUAI: '0970003A', ENTStructureNomCourant: 'CLG$FAUX$X' },
      })
      feed.Eleve.push(pupil('p30', 'FAUX', 'Léo', '3'))
    })
    assert.equal(report.status, 'partial')
    assert.deepEqual(lines, [[fileName('EtabEducNat'), 29, '3', 'E_AAF_UAI']])
    const { rows } = await bench.client.query(
      `select from core.accounts where family_name = 'Faux'`
    )
    assert.lengthOf(rows, 0)
  })

  test('ISO-8859-15 is read as it announces itself', async ({ assert }) => {
    const feed = twoSchools()
    feed.Eleve[0]!.attributes['givenName'] = 'Zoë'
    const latin = text(feed).replace('UTF-8', 'ISO-8859-15')
    await bench.write(feed, { [PUPILS]: Buffer.from(latin, 'latin1') })
    await bench.run({ confirm: true })
    const { rows } = await bench.client.query(`select from core.accounts where given_name = 'Zoë'`)
    assert.lengthOf(rows, 1)
  })
})
