import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { hash } from '@node-rs/argon2'
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

  test('a hash of another cost is made again at the next sign-in, and only then', async ({
    assert,
  }) => {
    const cheap = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    const keep = `update core.accounts set password_hash = $1 where identifier = 'helene.roussel'`
    const kept = async () =>
      (
        await here.query<{ kept: string }>(
          `select password_hash as kept from core.accounts where identifier = 'helene.roussel'`
        )
      )[0]!.kept
    await here.query(keep, [cheap])
    await assert.rejects(() => signedIn(here.url, 'helene.roussel', 'faux'))
    assert.equal(await kept(), cheap)
    await signedIn(here.url, 'helene.roussel')
    const renewed = await kept()
    assert.match(renewed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await signedIn(here.url, 'helene.roussel')
    assert.equal(await kept(), renewed)
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
