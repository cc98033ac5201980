import { test } from '@japa/runner'
import { signedIn, Visitor, type Answer } from '../../../testing/src/visitor.ts'
import { COLLEGE, LYCEE, PASSWORD, place } from './people.ts'

interface Membership {
  school: { uai: string }
  administers: boolean
}

const code = (body: Answer['body']): string => body.errors[0].code

test.group('Session', (group) => {
  const here = place(group)

  test('signs in, says who I am, and lets the identifier be written in capitals', async ({
    assert,
  }) => {
    const browser = new Visitor(here.url)
    const body = { identifier: ' Helene.Roussel ', password: PASSWORD }
    const answer = await browser.post('/api/session', body)
    assert.equal(answer.status, 201)
    assert.equal(answer.body.account.identifier, 'helene.roussel')
    assert.deepEqual(
      answer.body.members.map(({ school, administers }: Membership) => [school.uai, administers]),
      [
        [COLLEGE, true],
        [LYCEE, false],
      ]
    )
    const me = await browser.get('/api/me')
    assert.deepEqual(me.body, answer.body)
    const session = answer.headers.getSetCookie().find((line) => line.startsWith('preau_session='))!
    for (const word of ['HttpOnly', 'SameSite=Lax', 'Path=/']) assert.include(session, word)
    assert.notInclude(session, 'Secure')
  })

  test('an officer sees his authority and its schools', async ({ assert }) => {
    const { body } = await (await signedIn(here.url, 'agent.collectivite')).get('/api/me')
    assert.deepEqual(body.members, [])
    assert.equal(body.authorities[0]?.role, 'agent')
    assert.deepEqual(
      body.authorities[0]?.schools.map(({ uai }: { uai: string }) => uai),
      [COLLEGE, LYCEE]
    )
  })

  test('keeps a hash of the token, and writes nothing on a GET', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const all = () => here.query('select * from core.sessions order by token_hash')
    await here.query(`update core.sessions set touched_at = now() - interval '1 hour'`)
    const before = await all()
    const { headers } = await browser.get('/api/me')
    assert.deepEqual(headers.getSetCookie(), [])
    assert.deepEqual(await all(), before)
    assert.notInclude(JSON.stringify(before), browser.cookies.get('preau_session')!)
  })

  test('a write prolongs the session, never beyond seven days', async ({ assert }) => {
    const browser = await signedIn(here.url, 'odile.lambert')
    await here.query(
      `update core.sessions set created_at = now() - interval '6 days 23 hours', touched_at = now() - interval '6 minutes',
       expires_at = now() + interval '1 minute'`
    )
    await browser.put('/api/me/password', {})
    const [row] = await here.query<{ minutes: number }>(
      `select max(extract(epoch from expires_at - now()) / 60)::int as minutes from core.sessions`
    )
    assert.isAbove(row!.minutes, 50)
    assert.isAtMost(row!.minutes, 60)
  })

  test('an expired, an ended and an invented session are nobody', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    await here.query(`update core.sessions set expires_at = now() - interval '1 second'`)
    assert.equal((await browser.get('/api/me')).status, 401)
    for (const token of ['x', '%', '', 'a'.repeat(5000)]) {
      browser.cookies.set('preau_session', token)
      const { status, body } = await browser.get('/api/me')
      assert.deepEqual([status, code(body)], [401, 'E_UNAUTHENTICATED'])
    }
  })

  test('signing out ends the session on the server and clears the device', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const token = browser.cookies.get('preau_session')!
    const { status, headers } = await browser.delete('/api/session')
    assert.equal(status, 204)
    assert.equal(headers.get('clear-site-data'), '"cache", "cookies", "storage"')
    assert.equal(browser.cookies.size, 0)
    browser.cookies.set('preau_session', token)
    assert.equal((await browser.get('/api/me')).status, 401)
  })

  test('signing in again takes the place of the last session of this browser', async ({
    assert,
  }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const old = browser.cookies.get('preau_session')!
    await browser.post('/api/session', { identifier: 'odile.lambert', password: PASSWORD })
    browser.cookies.set('preau_session', old)
    assert.equal((await browser.get('/api/me')).status, 401)
  })

  test('a school that is not mine, an unknown one and a senseless one answer alike', async ({
    assert,
  }) => {
    const browser = await signedIn(here.url, 'odile.lambert')
    const unknown = await browser.get('/api/schools')
    assert.deepEqual([unknown.status, code(unknown.body)], [404, 'E_ROUTE_NOT_FOUND'])
    for (const uai of [LYCEE, '0999999A', 'x', '%00', "'--"]) {
      const { status, body } = await browser.get(`/api/schools/${uai}/portal`)
      assert.deepEqual([status, body], [404, unknown.body], uai)
    }
    assert.equal((await browser.get(`/api/schools/${COLLEGE}/portal`)).status, 200)
    const nobody = await new Visitor(here.url).get(`/api/schools/${COLLEGE}/portal`)
    assert.equal(nobody.status, 401)
  })

  test('the head finds whom he may name, the commission and pupils do not', async ({ assert }) => {
    const head = await signedIn(here.url, 'odile.lambert')
    const path = `/api/schools/${COLLEGE}/staff`
    const total = async (query: string) => (await head.get(path + query)).body.meta.total
    assert.equal(await total(''), 2)
    assert.equal(await total('?q=rouss'), 1)
    assert.equal(await total('?q=%25'), 0)
    assert.equal(await total('?q=%00rouss'), 1)
    assert.isEmpty((await head.get(`${path}?page=2`)).body.data)
    for (const identifier of ['helene.roussel', 'lina.durand'])
      assert.equal((await (await signedIn(here.url, identifier)).get(path)).status, 403)
  })

  test('sentences are in the language asked for, French first', async ({ assert }) => {
    const sentence = async (language: string) => {
      const browser = new Visitor(here.url)
      browser.headers = { 'Accept-Language': language }
      const { body } = await browser.get('/api/me')
      return String(body.errors[0].message)
    }
    assert.include(await sentence('en-GB,en;q=0.9'), 'not signed in')
    assert.include(await sentence('de'), 'pas connecté')
  })
})
