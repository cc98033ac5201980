import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { signedIn, Visitor, type Answer } from '../../../testing/src/visitor.ts'
import { PASSWORD, place } from './people.ts'

const NEW = 'un nouveau mot de passe'
const CODE = 'ABCDE-FGHJK-MNPQR-STUVW'

const first = (body: Answer['body']): { code: string; field?: string } => body.errors[0]

test.group('Passwords', (group) => {
  const here = place(group)

  test('a change ends the other sessions and keeps this one', async ({ assert }) => {
    const browser = await signedIn(here.url, 'lina.durand')
    const elsewhere = await signedIn(here.url, 'lina.durand')
    const changed = await browser.put('/api/me/password', { current: PASSWORD, password: NEW })
    assert.equal(changed.status, 204)
    assert.equal((await browser.get('/api/me')).status, 200)
    assert.equal((await elsewhere.get('/api/me')).status, 401)
    await assert.rejects(() => signedIn(here.url, 'lina.durand'))
    await signedIn(here.url, 'lina.durand', NEW)
  })

  test('a wrong current password, a short one and a long one change nothing', async ({
    assert,
  }) => {
    const browser = await signedIn(here.url, 'odile.lambert')
    for (const [current, password, field, code] of [
      ['faux', NEW, 'current', 'E_INVALID_CREDENTIALS'],
      [PASSWORD, 'court', 'password', 'E_PASSWORD_TOO_SHORT'],
      [PASSWORD, 'x'.repeat(129), 'password', 'E_VALIDATION'],
    ] as const) {
      const { status, body } = await browser.put('/api/me/password', { current, password })
      assert.equal(status, 422)
      assert.include(first(body), { code, field })
    }
    await signedIn(here.url, 'odile.lambert')
  })

  test('an invitation sets a password once, however its code is written', async ({ assert }) => {
    await invite('1 day')
    const browser = new Visitor(here.url)
    const accept = (code: string, password = NEW) =>
      browser.post('/api/invitations', { code, password })
    assert.equal(first((await accept(CODE, 'court')).body).code, 'E_PASSWORD_TOO_SHORT')
    assert.equal((await accept(` ${CODE.toLowerCase().replaceAll('-', ' ')}`)).status, 201)
    assert.equal((await browser.get('/api/me')).status, 200)
    const again = await accept(CODE)
    assert.equal(again.status, 422)
    assert.include(first(again.body), { code: 'E_INVITATION_INVALID', field: 'code' })
    await signedIn(here.url, 'nouveau.venu', NEW)
  })

  test('an expired and an invented code open nothing', async ({ assert }) => {
    await invite('-1 second')
    for (const code of [CODE, '', 'x', '\0']) {
      const { status } = await new Visitor(here.url).post('/api/invitations', {
        code,
        password: NEW,
      })
      assert.equal(status, 422)
    }
  })

  test('one code used twice at once opens one session', async ({ assert }) => {
    await invite('1 day')
    const both = await Promise.all(
      [1, 2].map(() =>
        new Visitor(here.url).post('/api/invitations', { code: CODE, password: NEW })
      )
    )
    assert.sameMembers(
      both.map(({ status }) => status),
      [201, 422]
    )
  })

  async function invite(valid: string) {
    const hash = createHash('sha256').update(CODE.replaceAll('-', '')).digest()
    await here.query('delete from core.invitations')
    await here.query(
      `insert into core.invitations (code_hash, account_id, expires_at)
       select $1, id, now() + $2::interval from core.accounts where identifier = 'nouveau.venu'`,
      [hash, valid]
    )
  }
})
