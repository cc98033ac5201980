import { test } from '@japa/runner'
import { signedIn, Visitor, type Answer } from '../../../testing/src/visitor.ts'
import { PASSWORD, place } from './people.ts'

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
const code = (body: Answer['body']): string => body.errors[0].code

test.group('Refused sign-ins', (group) => {
  const here = place(group)
  group.each.setup(async () => void (await here.query('delete from core.rate_limits')))
  const trying = (identifier: string, password = 'faux') =>
    new Visitor(here.url).post('/api/session', { identifier, password })

  test('unknown, closed, without a password, wrong password: one answer', async ({ assert }) => {
    const wrong = await trying('lina.durand')
    assert.deepEqual([wrong.status, code(wrong.body)], [401, 'E_INVALID_CREDENTIALS'])
    assert.isEmpty(wrong.headers.getSetCookie())
    for (const [identifier, password] of [
      ['personne.ici', PASSWORD],
      ['ferme.compte', PASSWORD],
      ['nouveau.venu', ''],
      ['lina.durand\0', 'faux'],
    ] as const) {
      const { status, body } = await trying(identifier, password)
      assert.deepEqual([status, body], [401, wrong.body], identifier)
    }
  })

  test('an unknown account takes as long as a wrong password', async ({ assert }) => {
    const times: Record<string, number[]> = { 'lina.durand': [], 'personne.ici': [] }
    for (let round = 0; round < 9; round++)
      for (const [identifier, kept] of Object.entries(times)) {
        const start = performance.now()
        await trying(identifier)
        kept.push(performance.now() - start)
      }
    const [known, unknown] = [median(times['lina.durand']!), median(times['personne.ici']!)]
    assert.isAbove(unknown, known / 3)
    assert.isBelow(unknown, known * 3)
  })

  test('ten failures close an account for a while, known or not, and nobody else', async ({
    assert,
  }) => {
    for (const identifier of ['lina.durand', 'personne.ici']) {
      for (let round = 0; round < 10; round++) assert.equal((await trying(identifier)).status, 401)
      const { status, body, headers } = await trying(identifier, PASSWORD)
      assert.deepEqual([status, code(body)], [429, 'E_TOO_MANY_REQUESTS'])
      assert.isAbove(Number(headers.get('retry-after')), 800)
    }
    assert.equal((await trying('odile.lambert', PASSWORD)).status, 201)
    await here.query('update core.rate_limits set expire = extract(epoch from now())::bigint - 1')
    assert.equal((await trying('lina.durand', PASSWORD)).status, 201)
  })

  test('a burst at once gains no more tries than one after the other', async ({ assert }) => {
    const burst = await Promise.all(Array.from({ length: 40 }, () => trying('lina.durand')))
    for (const { status } of burst) assert.include([401, 429], status)
    assert.equal((await trying('lina.durand', PASSWORD)).status, 429)
  })

  test('a success forgets the failures of the account', async ({ assert }) => {
    for (let round = 0; round < 9; round++) await trying('lina.durand')
    assert.equal((await trying('lina.durand', PASSWORD)).status, 201)
    assert.equal((await trying('lina.durand')).status, 401)
    assert.equal((await trying('lina.durand', PASSWORD)).status, 201)
  })

  test('three hundred failures close an address', async ({ assert }) => {
    await trying('lina.durand')
    await here.query(`update core.rate_limits set points = 300 where starts_with(key, 'address:')`)
    assert.equal((await trying('odile.lambert', PASSWORD)).status, 429)
  })

  test('a wrong body is refused in words, and named', async ({ assert }) => {
    const browser = new Visitor(here.url)
    for (const body of [
      {},
      { identifier: 1, password: [] },
      [],
      { identifier: 'x'.repeat(201), password: '' },
    ]) {
      const answer = await browser.post('/api/session', body)
      assert.equal(answer.status, 422)
      assert.equal(code(answer.body), 'E_VALIDATION')
      assert.notInclude(answer.body.errors[0]!.message, 'field')
    }
    const broken = await fetch(`${here.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"identifier":',
    })
    assert.equal(broken.status, 400)
    assert.equal(code(await broken.json()), 'E_INVALID_JSON')
  })
})

test.group('Writes from elsewhere', (group) => {
  const here = place(group)

  test('a write needs the token of its own session', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const other = await signedIn(here.url, 'odile.lambert')
    const own = browser.cookies.get('XSRF-TOKEN')!
    const refused = async (cookie: string, header: string) => {
      browser.cookies.set('XSRF-TOKEN', cookie)
      browser.headers = { 'X-XSRF-TOKEN': header }
      const { status, body } = await browser.delete('/api/session')
      assert.deepEqual([status, code(body)], [403, 'E_CSRF'])
    }
    await refused(own, '')
    await refused('', '')
    await refused('same', 'same')
    await refused(own, `${own}x`)
    const foreign = other.cookies.get('XSRF-TOKEN')!
    await refused(foreign, foreign)
    assert.equal((await browser.get('/api/me')).status, 200)
    browser.cookies.set('XSRF-TOKEN', own)
    browser.headers = {}
    assert.equal((await browser.delete('/api/session')).status, 204)
  })

  test('a foreign origin is refused, at the sign-in too', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const who = { identifier: 'lina.durand', password: PASSWORD }
    for (const origin of ['https://ailleurs.example', 'null', 'x']) {
      browser.headers = { Origin: origin }
      assert.equal((await browser.delete('/api/session')).status, 403)
      const { status, body } = await browser.post('/api/session', who)
      assert.deepEqual([status, code(body)], [403, 'E_CSRF'])
    }
    browser.headers = { Origin: here.url }
    assert.equal((await browser.post('/api/session', who)).status, 201)
  })
})
