import { test } from '@japa/runner'
import { createTestHost, type PluginHost } from '@preau/testing'
import cdi from '../plugin.ts'

type School = Awaited<ReturnType<PluginHost['school']>>
type Member = Awaited<ReturnType<School['member']>>
interface Hit {
  id: string
  title: string
  free: boolean
}

test.group('The catalogue', (group) => {
  let host: PluginHost
  let school: School
  let librarian: Member
  let pupil: Member

  group.setup(async () => {
    host = await createTestHost({ plugins: [cdi] })
    school = await host.school()
    librarian = await school.member('librarian')
    pupil = await school.member('student', { groups: ['5A'] })
    for (const [title, author, year] of BOOKS) await add({ title, authors: [author], year })
    return () => host.close()
  })

  async function add(form: object): Promise<string> {
    const { status, body } = await librarian.post('/records', { support: 'book', ...form })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id
  }
  const found = async (query: string) => {
    const { status, body } = await pupil.get(`/records?${query}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body as {
      data: Hit[]
      meta: { total: number }
      facets: { facet: string; hits: number }[]
      corrected: { taken: string }[]
    }
  }
  const first = async (q: string) => (await found(`q=${encodeURIComponent(q)}`)).data[0]?.title

  test('a typo, a swap, a missing accent or a plural finds the book all the same', async ({
    assert,
  }) => {
    for (const [typed, title] of Object.entries(SLIPS))
      assert.equal(await first(typed), title, typed)
    const { corrected } = await found('q=harry%20poter')
    assert.deepEqual(
      corrected.map(({ taken }) => taken),
      ['potter']
    )
  })

  test('what is being typed is completed; nothing is found of another school', async ({
    assert,
  }) => {
    const { body } = await pupil.get('/suggestions?q=vingt%20mil')
    assert.deepEqual(
      (body as { data: Hit[] }).data.map(({ title }) => title),
      ['Vingt mille lieues sous les mers']
    )
    const other = await host.school()
    const stranger = await other.member('student')
    const { body: nothing } = await stranger.get('/records?q=verne')
    assert.deepEqual((nothing as { data: Hit[] }).data, [])
    assert.equal((await stranger.get('/suggestions?q=vern')).body.data.length, 0)
  })

  test('without a word the newest come first; facets narrow and count', async ({ assert }) => {
    const all = await found('')
    assert.equal(all.meta.total, BOOKS.length)
    assert.equal(all.data[0]!.title, BOOKS.at(-1)![0])
    const verne = all.facets.find(({ facet }) => facet === 'a:Verne, Jules')
    assert.equal(verne?.hits, 2)
    const narrowed = await found('author=Verne%2C%20Jules&year=1870')
    assert.deepEqual(
      narrowed.data.map(({ title }) => title),
      ['Vingt mille lieues sous les mers']
    )
  })

  test('a place and what is free now follow the copies', async ({ assert }) => {
    const [record] = (await found('q=germinal')).data
    assert.isFalse(record!.free)
    await librarian.post(`/records/${record!.id}/copies`, {
      barcode: 'G1',
      place: 'Fiction',
      callNumber: 'R ZOL',
    })
    assert.isTrue((await found('q=germinal')).data[0]!.free)
    assert.equal((await found('q=zola&place=Fiction&free=1')).data.length, 1)
    await librarian.post('/scans', { code: 'G1', memberId: pupil.id })
    assert.equal((await found('q=zola&free=1')).data.length, 0)
    const back = await librarian.post('/scans', { code: 'G1' })
    assert.equal(back.body.did, 'returned')
    assert.equal((await found('q=zola&free=1')).data.length, 1)
  })

  test('the short form says a whole record, and changes only the fields of what was changed', async ({
    assert,
  }) => {
    const id = await add({
      title: 'Le Petit Prince',
      authors: ['Saint-Exupéry, Antoine de'],
      isbn: '2-07-061275-9',
      year: 1999,
    })
    const { body: shown } = await librarian.get(`/records/${id}`)
    assert.equal(shown.isbn, '9782070612758')
    const whole = async () =>
      (await librarian.get(`/records/${id}/fields`)).body.fields as { tag: string }[]
    const before = await whole()
    const { status } = await librarian.put(`/records/${id}`, {
      ...formOf(shown),
      summary: 'Un aviateur.',
    })
    assert.equal(status, 200)
    const after = await whole()
    assert.deepEqual(
      after.filter(({ tag }) => tag !== '330'),
      before
    )
    assert.equal((await pupil.get(`/records/${id}/fields`)).status, 403)
  })

  test('a wrong ISBN, one that is known, a record with copies: each is refused with its sentence', async ({
    assert,
  }) => {
    const code = ({ body }: { body: { errors: { code: string }[] } }) => body.errors[0]!.code
    const record = { title: 'X', support: 'book' }
    assert.equal(
      code(await librarian.post('/records', { ...record, isbn: '9782070612759' })),
      'E_CDI_ISBN'
    )
    const id = await add({ title: 'Y', isbn: '9782253004226' })
    assert.equal(
      code(await librarian.post('/records', { ...record, isbn: '2253004227' })),
      'E_CDI_KNOWN'
    )
    await librarian.post(`/records/${id}/copies`, { barcode: 'Y1' })
    assert.equal(code(await librarian.delete(`/records/${id}`)), 'E_CDI_COPIES')
    assert.equal(
      code(await librarian.post(`/records/${id}/copies`, { barcode: 'Y1' })),
      'E_CDI_BARCODE'
    )
  })

  test('the vocabulary holds the words of the records that are there, and no others', async ({
    assert,
  }) => {
    const id = await add({ title: 'Zorglub le magnifique' })
    const uses = async () =>
      (await school.rows<{ word: string }>('words')).filter(({ word }) => word === 'zorglub')
    assert.lengthOf(await uses(), 1)
    await librarian.put(`/records/${id}`, { title: 'Autre chose', support: 'book' })
    assert.lengthOf(await uses(), 0)
    assert.equal((await librarian.delete(`/records/${id}`)).status, 204)
  })
})

const FORM = [
  ...[
    'title',
    'subtitle',
    'authors',
    'publisher',
    'year',
    'isbn',
    'collection',
    'extent',
    'summary',
  ],
  ...['subjects', 'classification', 'support', 'level', 'language'],
]

function formOf(shown: Record<string, unknown>) {
  return Object.fromEntries(FORM.map((key) => [key, shown[key]]))
}

const BOOKS: [title: string, author: string, year: number][] = [
  ['Harry Potter à l’école des sorciers', 'Rowling, J. K.', 1998],
  ['Germinal', 'Zola, Émile', 1885],
  ['L’Étranger', 'Camus, Albert', 1942],
  ['Les Misérables', 'Hugo, Victor', 1862],
  ['Le Tour du monde en quatre-vingts jours', 'Verne, Jules', 1872],
  ['Vingt mille lieues sous les mers', 'Verne, Jules', 1870],
  ['Poterie et céramique', 'Martin, Paul', 2005],
]

/** What fingers type, and the book that is meant. */
const SLIPS: Record<string, string> = {
  'harry poter': 'Harry Potter à l’école des sorciers',
  'hary poter': 'Harry Potter à l’école des sorciers',
  germianl: 'Germinal',
  'mizerables hugo': 'Les Misérables',
  'etranger camu': 'L’Étranger',
  miserable: 'Les Misérables',
  'vignt mille lieue': 'Vingt mille lieues sous les mers',
  'VERNE, tour du monde': 'Le Tour du monde en quatre-vingts jours',
}
