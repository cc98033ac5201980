import { test } from '@japa/runner'
import { runAce } from '../../../testing/src/ace.ts'
import { Visitor, type Answer } from '../../../testing/src/visitor.ts'
import { arena } from '../arena.ts'
import { everything, idsOf, rowsOf } from './catalogue.ts'
import { RAYON } from './rayon_plugin.ts'
import { partTwins, type Side } from './sides.ts'
import { PROFILES, TABLE, type Person, type Row } from './table.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const UNKNOWN = { uai: '0999999A', authority: '01900000-0000-7000-8000-000000000000' }
const MALFORMED = ['0990003r', "'--", '%00', 'null']
const PATIENCE = 900_000

interface ListedRoute {
  pattern: string
  methods: string[]
}

test.group('Another school’s data, by every route and for each profile', (group) => {
  // What is compared must not change by itself meanwhile.
  const here = arena(group, { plugins: [RAYON], works: false })
  const people = new Map<Person, Visitor>()
  let [mine, theirs] = [] as unknown as [Side, Side]
  let secrets: RegExp
  let unknownRoute: Answer
  let unknownAtAll: Answer

  const persons = [...PROFILES, 'agent', 'nobody'] as const
  const arrive = async (person: Person) => {
    if (person === 'nobody') return new Visitor(here.hosts[0]!.url)
    return here.as(person === 'agent' ? 'agent' : `${person}.1`)
  }
  const rows = Object.entries(TABLE).map(([key, row]) => {
    const [method = '', pattern = ''] = key.split(' ')
    return { key, method, pattern, row }
  })
  const ofPlaces = rows.filter(({ row }) => 'school' in row || 'authority' in row)
  const fill = (pattern: string, values: Record<string, string>) =>
    pattern.replace(/:(\w+)|\*/g, (_, name: string | undefined) => values[name ?? '*'] ?? 'x')
  const ask = (who: Person, route: { method: string; path: string; row: Row; side?: Side }) =>
    people
      .get(who)!
      .send(
        route.method,
        route.path,
        ...(['GET', 'HEAD'].includes(route.method)
          ? []
          : [route.row.body?.(route.side ?? mine) ?? {}])
      )
  const leaked = ({ body }: Answer) => secrets.exec(JSON.stringify(body))?.[0]

  group.setup(async () => {
    ;[mine, theirs] = await partTwins(here)
    for (const person of persons) people.set(person, await arrive(person))
    const words = [
      ...[
        'École 2',
        'Autre numérique 2',
        'Nouvelle 2',
        'Confidence 2',
        'Étagère 2',
        'Trace 2',
        'Secret 2',
        'Motif 2',
      ],
      ...PROFILES.map((profile) => `${profile}[ .]2`),
    ]
    secrets = new RegExp(
      [...words, theirs.uai, ...(await idsOf(here, theirs, mine))].join('|'),
      'i'
    )
    unknownRoute = await people.get('student')!.get('/api/nothing')
    unknownAtAll = await people.get('nobody')!.get('/api/me')
  })

  test('every route has its row in the table, and every row its route', async ({ assert }) => {
    const { out, err } = await runAce(here.database, ['list:routes', '--json'], here.env)
    const domains = JSON.parse(out) as { routes: ListedRoute[] }[]
    const listed = domains
      .flatMap(({ routes }) => routes)
      .flatMap(({ pattern, methods }) => methods.map((method) => `${method} ${pattern}`))
      .filter((key) => !key.startsWith('OPTIONS '))
    assert.sameMembers(listed, Object.keys(TABLE), err)
    assert.equal(new Set(listed).size, listed.length)
  })

  test('the other school, an unknown one and a senseless one are one unknown route, and nothing is written', async ({
    assert,
  }) => {
    const before = await everything(here)
    const patterns = new Map(ofPlaces.map(({ pattern, row }) => [pattern, row]))
    let asked = 0
    for (const [pattern, row] of patterns)
      for (const values of strangeValues(pattern)) {
        const path = fill(pattern, { ...theirs.ids, ...row.params, ...values })
        for (const method of METHODS)
          await Promise.all(
            persons.map(async (person) => {
              const answer = await ask(person, { method, path, row, side: theirs })
              const known = `${method === 'HEAD' ? 'GET' : method} ${pattern}` in TABLE
              const expected = person === 'nobody' && known ? unknownAtAll : unknownRoute
              const what = `${person} ${method} ${path}`
              assert.equal(answer.status, expected.status, what)
              assert.deepEqual(answer.body, method === 'HEAD' ? '' : expected.body, what)
              assert.isNull(answer.headers.get('x-preau-revision'), what)
              assert.isEmpty(answer.headers.getSetCookie(), what)
              asked++
            })
          )
      }
    assert.isAbove(asked, persons.length * METHODS.length * patterns.size * 2)
    assert.deepEqual(await everything(here), before)
  }).timeout(PATIENCE)

  test('in one’s own school each gets what the table says, and nothing of the other’s', async ({
    assert,
  }) => {
    const [before, own] = [await rowsOf(here, theirs), await rowsOf(here, mine)]
    for (const { key, method, pattern, row } of ofPlaces)
      for (const person of persons) {
        const path = fill(pattern, { ...mine.ids, ...row.params })
        const answer = await ask(person, { method, path, row })
        assert.equal(
          answer.status,
          expectedAt(row, person),
          `${person} ${key} ${JSON.stringify(answer.body)}`
        )
        assert.isUndefined(leaked(answer), `${person} ${key}`)
      }
    assert.deepEqual(await rowsOf(here, theirs), before)
    assert.notDeepEqual(await rowsOf(here, mine), own)
  }).timeout(PATIENCE)

  test('ids of the other school in one’s own address reach nothing', async ({ assert }) => {
    const before = await rowsOf(here, theirs)
    const withIds = ofPlaces.filter(
      ({ pattern, row }) =>
        'school' in row &&
        /:(line|member|news|shelf|trace|record|copy|loan|reservation|import|lookup|list|sending)\b/.test(
          pattern
        )
    )
    assert.isNotEmpty(withIds)
    for (const { key, method, pattern, row } of withIds)
      for (const person of persons) {
        const { uai, authority } = mine
        const path = fill(pattern, { ...theirs.ids, ...row.params, uai, authority })
        const answer = await ask(person, { method, path, row })
        assert.equal(answer.status, foreignAt(row, person), `${person} ${key}`)
        assert.isUndefined(leaked(answer), `${person} ${key}`)
      }
    assert.deepEqual(await rowsOf(here, theirs), before)
  }).timeout(PATIENCE)

  test('names of the other school in a body or a query reach nothing', async ({ assert }) => {
    const before = await rowsOf(here, theirs)
    const [head, agent] = [people.get('head')!, people.get('agent')!]
    const school = `/api/schools/${mine.uai}`
    const authority = `/api/authorities/${mine.authority}`
    const wish = { plugin: 'hello', offer: 'forbidden', schools: [theirs.uai] }
    const addressed = TABLE['POST /api/schools/:uai/p/actualites/news']!.body!(theirs)
    const answers: [number, Promise<Answer>][] = [
      [422, head.post(`${school}/p/actualites/news`, addressed)],
      [404, agent.put(`${authority}/offers`, wish)],
      [404, agent.post(`${authority}/offers/preview`, wish)],
      [404, agent.put(`${authority}/offers`, { ...wish, schools: [mine.uai, theirs.uai] })],
      [404, agent.get(`${authority}/schools/${theirs.uai}/ledger`)],
      [200, agent.get(`${authority}/modules?q=${theirs.uai}`)],
      [200, agent.get(`${authority}/modules?q=${encodeURIComponent('École 2')}`)],
      [422, head.put(`${school}/plugins/hello`, { on: false, reason: 'a\0b' })],
      [422, agent.get(`${authority}/modules?q=%00`)],
      [422, agent.get(`${authority}/schools/${mine.uai}/ledger?plugin=%00`)],
      [200, head.get(`${school}/staff?q=2`)],
      [200, head.get(`${school}/staff?q=%25`)],
      [200, head.get(`${school}/p/actualites/news?school_id=${theirs.id}&uai=${theirs.uai}`)],
      [200, head.get(`${school}/portal?uai=${theirs.uai}`)],
    ]
    for (const [status, answering] of answers) {
      const answer = await answering
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.isUndefined(leaked(answer))
    }
    assert.deepEqual(await rowsOf(here, theirs), before)
  })

  test('routes of no school tell nobody of a school that is not his', async ({ assert }) => {
    // What was asked for above waits, since nobody works here: one waits at a time.
    await here.query('delete from core.exports')
    const before = await rowsOf(here, theirs)
    for (const { key, method, pattern, row } of rows) {
      if (!('person' in row)) continue
      for (const person of persons) {
        const path = fill(pattern, { ...mine.ids, ...row.params })
        const answer = await ask(person, { method, path, row })
        assert.equal(answer.status, expectedOf(row, person), `${person} ${key}`)
        assert.isUndefined(leaked(answer), `${person} ${key}`)
      }
    }
    assert.deepEqual(await rowsOf(here, theirs), before)
  }).timeout(PATIENCE)

  /** Places that are not the asker's: the other's, none that exists, none that could. */
  function strangeValues(pattern: string): Record<string, string>[] {
    const { uai, authority } = theirs
    const elsewhere = [{ uai, authority }, UNKNOWN]
    const senseless = MALFORMED.map((value) => ({ uai: value, authority: value }))
    if (!pattern.includes(':authority')) return [...elsewhere, ...senseless]
    const mixed = pattern.includes(':uai')
      ? [
          { uai, authority: mine.authority },
          { uai: mine.uai, authority },
          { uai: UNKNOWN.uai, authority: mine.authority },
          ...MALFORMED.map((value) => ({ uai: value, authority: mine.authority })),
        ]
      : []
    return [...elsewhere, ...senseless, ...mixed]
  }

  function expectedOf({ person, nobody }: Extract<Row, { nobody: number }>, who: Person): number {
    if (who === 'nobody') return nobody
    return typeof person === 'number' ? person : (person[who] ?? person.rest)
  }

  function expectedAt(row: Row, person: Person): number {
    if (person === 'nobody') return 401
    if ('authority' in row) return person === 'agent' ? row.authority : 404
    if (!('school' in row) || person === 'agent') return 404
    return row.school[person] ?? row.school.rest
  }

  function foreignAt(row: Row, person: Person): number {
    const own = expectedAt(row, person)
    if (person === 'nobody' || person === 'agent' || own === 403) return own
    const told = 'school' in row ? row.foreign : undefined
    return told?.[person] ?? told?.rest ?? 404
  }
})
