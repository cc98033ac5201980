import { test } from '@japa/runner'
import { createTestHost, type PluginHost } from '@preau/testing'
import cdi from '../plugin.ts'
import { readRecords } from '../server/unimarc/read_file.ts'
import { writeIso2709 } from '../server/unimarc/iso2709_write.ts'
import { isoFile, recordOf, type Book } from './records.ts'
import { sourceOfRecords, type Source } from './source.ts'

type School = Awaited<ReturnType<PluginHost['school']>>
type Member = Awaited<ReturnType<School['member']>>
interface Line {
  number: number
  outcome: string
  code: string | null
  title: string
}

test.group('Records from elsewhere', (group) => {
  let host: PluginHost
  let school: School
  let librarian: Member
  let source: Source

  group.setup(async () => {
    source = await sourceOfRecords()
    host = await createTestHost({ plugins: [cdi], env: { EGRESS_ORIGINS: source.origin } })
    school = await host.school({ settings: { cdi: { source: `${source.origin}/SRU` } } })
    librarian = await school.member('librarian')
    return async () => {
      await host.close()
      await source.close()
    }
  })

  async function begin(name: string, bytes: Buffer): Promise<string> {
    const file = await librarian.upload('imports', { name, bytes })
    const { status, body } = await librarian.post('/imports', { file })
    if (status !== 201) throw new Error(JSON.stringify(body))
    await host.jobs.drain()
    return body.id
  }
  const step = async (id: string, which: string, body: object = {}) => {
    const { status } = await librarian.post(`/imports/${id}/${which}`, body)
    await host.jobs.drain()
    return status
  }
  const stateOf = async (id: string) => (await librarian.get(`/imports/${id}`)).body
  const linesOf = async (id: string, more = '') =>
    (await librarian.get(`/imports/${id}/lines${more}`)).body.data as Line[]
  const count = async (table: string) => (await school.rows(table)).length

  test('a file is tried first, then taken in with its copies; the same file again adds nothing', async ({
    assert,
  }) => {
    const books: Book[] = [
      {
        title: 'Cinq semaines en ballon',
        author: ['Verne', 'Jules'],
        isbn: '9782253006329',
        barcodes: ['B1', 'B2'],
      },
      { title: 'Les Indes noires', author: ['Verne', 'Jules'], year: 1877, barcodes: ['B3'] },
      { title: 'Cinq semaines en ballon', author: ['Verne', 'Jules'], isbn: '2-253-00632-0' },
    ]
    const id = await begin('verne.mrc', isoFile(books))
    const tried = await stateOf(id)
    assert.deepInclude(tried.report, { records: 3, added: 2, known: 1, refused: 0 })
    assert.equal(tried.state, 'read')
    assert.equal(await count('records'), 0)
    assert.equal(await step(id, 'run'), 202)
    assert.equal((await stateOf(id)).state, 'done')
    assert.deepEqual([await count('records'), await count('copies')], [2, 3])
    assert.equal((await librarian.get('/records?q=ballon')).body.data[0].call_number, 'R VER')
    const again = await begin('encore.mrc', isoFile(books))
    await step(again, 'run')
    assert.deepInclude((await stateOf(again)).report, { added: 0, known: 3 })
    assert.deepEqual([await count('records'), await count('copies')], [2, 3])
    await step(id, 'undo')
    assert.equal(await count('records'), 0)
  })

  test('what is wrong is refused by its number, and the rest comes in', async ({ assert }) => {
    const marc21 = writeIso2709({
      label: '00000nam a2200000   4500',
      fields: [{ tag: '245', indicators: '10', subfields: [['a', 'Whale']] }],
    })
    const lying = isoFile(['Offset'])
    lying.write('99998', 24 + 7, 'latin1')
    const file = [
      isoFile(['Premier']),
      marc21,
      Buffer.from('\n'),
      lying,
      Buffer.from('rien\x1d'),
      isoFile(['Dernier']),
    ]
    const id = await begin(
      'melange.mrc',
      Buffer.concat([...file, isoFile(['Coupé']).subarray(0, 60)])
    )
    await step(id, 'run')
    const lines = await linesOf(id)
    assert.deepEqual(
      lines.map(({ number, outcome, code }) => [number, outcome, code]),
      [
        [1, 'added', null],
        [2, 'refused', 'marc21'],
        [3, 'repaired', 'directory'],
        [4, 'refused', 'label'],
        [5, 'added', null],
        [6, 'refused', 'cut'],
      ]
    )
    assert.lengthOf(await linesOf(id, '?outcome=refused'), 3)
    await step(id, 'undo')
  })

  test('accents that were guessed wrong are read anew as the librarian says', async ({
    assert,
  }) => {
    const latin = Buffer.from(isoFile(['Été à Épinal']).toString('utf8'), 'latin1')
    const id = await begin('latin.mrc', latin)
    assert.deepEqual((await stateOf(id)).report.samples, ['Été à Épinal'])
    await step(id, 'read', { encoding: 'utf-8' })
    assert.notDeepEqual((await stateOf(id)).report.samples, ['Été à Épinal'])
    await step(id, 'read', { encoding: 'windows-1252' })
    await step(id, 'run')
    assert.equal((await librarian.get('/records?q=epinal')).body.data[0].title, 'Été à Épinal')
    await step(id, 'undo')
  })

  test('a file that is no records, or hides more than records, brings nothing in', async ({
    assert,
  }) => {
    const page = Buffer.from('<html><body>bonjour</body></html>')
    await assert.rejects(() => librarian.upload('imports', { name: 'page.xml', bytes: page }))
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><collection><record>&a;</record></collection>'
    const id = await begin('xxe.xml', Buffer.from(bomb))
    assert.equal((await stateOf(id)).report.broken, 'hostile')
    assert.equal(await count('records'), 0)
  })

  test('what was used since then stays when an import is undone', async ({ assert }) => {
    const id = await begin(
      'deux.mrc',
      isoFile([
        { title: 'Prêté', barcodes: ['P1'] },
        { title: 'Resté', barcodes: ['P2'] },
      ])
    )
    await step(id, 'run')
    const pupil = await school.member('student')
    await librarian.post('/scans', { code: 'P1', memberId: pupil.id })
    await step(id, 'undo')
    const { state, report } = await stateOf(id)
    assert.deepEqual([state, report.kept], ['undone', 1])
    assert.deepEqual(
      (await school.rows<{ title: string }>('records')).map(({ title }) => title),
      ['Prêté']
    )
    assert.equal(await step(id, 'undo'), 409)
    await librarian.post('/scans', { code: 'P1' })
  })

  test('everything goes out in open formats, and comes back in the same', async ({ assert }) => {
    const id = await begin(
      'tout.mrc',
      isoFile([
        { title: 'Été', barcodes: ['O1'] },
        { title: '=SOMME(A1)', barcodes: ['O2'] },
      ])
    )
    await step(id, 'run')
    const pupil = await school.member('student', { name: '=Lina' })
    await librarian.post('/scans', { code: 'O1', memberId: pupil.id })
    for (const path of ['/records.mrc', '/records.xml']) {
      const { status, body } = await librarian.post(path)
      assert.equal(status, 200, path)
      const titles = [...readRecords(Buffer.from(String(body)))].map(({ record }) =>
        JSON.stringify(record?.fields)
      )
      assert.isTrue(
        titles.some((fields) => fields.includes('Été')),
        path
      )
      assert.lengthOf(titles, await count('records'))
    }
    const copies = String((await librarian.post('/copies.csv')).body)
    assert.include(copies, `"'=SOMME(A1)"`)
    const loans = String((await librarian.post('/loans.csv')).body)
    assert.include(loans, `"'=Lina"`)
    assert.equal((await pupil.post('/loans.csv')).status, 403)
  })

  async function lookUp(isbn: string) {
    const { body } = await librarian.post('/lookups', { isbn })
    await host.jobs.drain()
    return (await librarian.get(`/lookups/${body.id}`)).body
  }

  test('a record is found by its ISBN at the school’s source, and taken whole', async ({
    assert,
  }) => {
    source.answer = {
      records: [recordOf({ title: 'Matilda', author: ['Dahl', 'Roald'], isbn: '9782070612369' })],
    }
    const found = await lookUp('2-07-061236-8')
    assert.equal(found.state, 'done')
    assert.equal(found.found[0].title, 'Matilda')
    assert.include(source.asked.at(-1)!, 'bib.isbn any "9782070612369 2070612368"')
    const taken = await librarian.post(`/lookups/${found.id}/take`, { which: 0 })
    assert.equal(taken.status, 201)
    assert.deepEqual((await librarian.post('/lookups', { isbn: '9782070612369' })).body, {
      known: taken.body.id,
    })
  })

  test('a source that has nothing, refuses, is slow, huge or hostile is told of in a sentence', async ({
    assert,
  }) => {
    source.answer = { records: [] }
    const nothing = await lookUp('9782253004226')
    assert.deepEqual([nothing.state, nothing.found, nothing.message], ['done', [], null])
    assert.include(source.asked.at(-1)!, 'bib.ean')
    const wrong: [answer: Source['answer'], words: RegExp][] = [
      [{ body: DIAGNOSTIC }, /n’a pas pu chercher/],
      [{ status: 503, body: 'maintenance' }, /n’a pas pu chercher/],
      [{ body: '<html>pas du SRU</html>' }, /autre chose que des notices/],
      [
        { body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
        /autre chose que des notices/,
      ],
      [{ body: 'x'.repeat(3_000_000) }, /autre chose que des notices/],
      [{ redirect: 'http://127.0.0.1:9/' }, /ne répond pas/],
      [{ never: true }, /trop de temps/],
    ]
    for (const [answer, words] of wrong) {
      source.answer = answer
      const { state, message } = await lookUp('9782253004226')
      assert.equal(state, 'failed')
      assert.match(message, words)
    }
    await school.settings({ source: 'http://169.254.169.254/latest' })
    assert.match((await lookUp('9782253004226')).message, /laisse interroger/)
    await school.settings({ source: `${source.origin}/SRU` })
  }).timeout(120_000)
})

const DIAGNOSTIC = `<srw:searchRetrieveResponse xmlns:srw="http://www.loc.gov/zing/srw/"><srw:numberOfRecords>0</srw:numberOfRecords>
<srw:diagnostics><d:diagnostic xmlns:d="http://www.loc.gov/zing/srw/diagnostic/"><d:uri>info:srw/diagnostic/1/16</d:uri>
<d:message>Unsupported index</d:message></d:diagnostic></srw:diagnostics></srw:searchRetrieveResponse>`
