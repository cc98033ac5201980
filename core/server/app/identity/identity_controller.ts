import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { limited } from './attempts.ts'
import { cookieOf, giveCookies, SESSION_COOKIE, takeCookies } from './cookies.ts'
import { invitationStands, useInvitation } from './invitations.ts'
import { describeMe } from './me.ts'
import { passwordStands } from './password_stands.ts'
import { hashPassword, isOutdated, passwordMatches } from './passwords.ts'
import { createSession, endOtherSessions, endSession, hashToken, proveSession } from './sessions.ts'

const SHORTEST_PASSWORD = 8
const LONGEST_PASSWORD = 128

const password = () => vine.string().maxLength(LONGEST_PASSWORD)
const signInBody = vine.create({
  identifier: vine.string().trim().toLowerCase().maxLength(200),
  password: password(),
})
const proofBody = vine.create({ password: password() })
const passwordBody = vine.create({ current: password(), password: password() })
const invitationBody = vine.create({
  code: vine.string().trim().maxLength(100),
  password: password(),
})

interface AccountRow {
  id: string
  password_hash: string | null
}

/** Signing in and out, and what one may do with one's own account. */
export default class IdentityController {
  async signIn(ctx: HttpContext) {
    const { identifier, password } = await ctx.request.validateUsing(signInBody)
    const account = identifier.replaceAll('\0', '')
    const attempt = { account, address: ctx.request.ip() }
    const id = await limited(attempt, async () => {
      const [row] = await coreQuery<AccountRow>(
        'select id, password_hash from core.accounts where identifier = ? and closed_at is null',
        [account]
      )
      if (!(await passwordMatches(row?.password_hash ?? null, password))) return undefined
      if (row) await renewHash(row, password)
      return row?.id
    })
    if (!id) throw new Failure('E_INVALID_CREDENTIALS', 401)
    return welcome(ctx, id)
  }

  async signOut(ctx: HttpContext) {
    await endSession(ctx.identity!.sessionHash)
    takeCookies(ctx)
    ctx.response.header('Clear-Site-Data', '"cache", "cookies", "storage"')
    return ctx.response.noContent()
  }

  async me(ctx: HttpContext) {
    return describeMe(ctx.identity!.account.id)
  }

  async changePassword(ctx: HttpContext) {
    const { current, password } = await ctx.request.validateUsing(passwordBody)
    refuseShort(password)
    const { account, sessionHash } = ctx.identity!
    if (!(await passwordStands(ctx, current)))
      throw new Failure('E_INVALID_CREDENTIALS', 422, { field: 'current' })
    const hashed = await hashPassword(password)
    await coreTransaction(async (trx) => {
      const change = 'update core.accounts set password_hash = ? where id = ?'
      await coreQuery(change, [hashed, account.id], trx)
      await endOtherSessions(account.id, sessionHash, trx)
    })
    return ctx.response.noContent()
  }

  /** The password given again, before what a stolen session must not do; it holds for a few minutes. */
  async prove(ctx: HttpContext) {
    const { password } = await ctx.request.validateUsing(proofBody)
    if (!(await passwordStands(ctx, password)))
      throw new Failure('E_INVALID_CREDENTIALS', 422, { field: 'password' })
    await proveSession(ctx.identity!.sessionHash)
    return ctx.response.noContent()
  }

  /** A one-time code sets a password and signs in. */
  async acceptInvitation(ctx: HttpContext) {
    const { code, password } = await ctx.request.validateUsing(invitationBody)
    refuseShort(password)
    const id = await limited({ address: ctx.request.ip() }, async () =>
      (await invitationStands(code)) ? useInvitation(code, await hashPassword(password)) : undefined
    )
    if (!id) throw new Failure('E_INVITATION_INVALID', 422, { field: 'code' })
    return welcome(ctx, id)
  }
}

/** Keeps the password at today's cost; one that was changed meanwhile stays. */
async function renewHash({ id, password_hash: stored }: AccountRow, password: string) {
  if (stored === null || !isOutdated(stored)) return
  await coreQuery('update core.accounts set password_hash = ? where id = ? and password_hash = ?', [
    await hashPassword(password),
    id,
    stored,
  ])
}

/** @throws E_PASSWORD_TOO_SHORT (422) */
function refuseShort(password: string): void {
  if (password.length >= SHORTEST_PASSWORD) return
  const values = { shortest: SHORTEST_PASSWORD }
  throw new Failure('E_PASSWORD_TOO_SHORT', 422, { field: 'password', values })
}

/** A new session in the place of the browser's last one. */
async function welcome(ctx: HttpContext, accountId: string) {
  const last = cookieOf(ctx, SESSION_COOKIE)
  if (last) await endSession(hashToken(last))
  giveCookies(ctx, await createSession(accountId, ctx.request.header('user-agent') ?? ''))
  return ctx.response.created(await describeMe(accountId))
}
