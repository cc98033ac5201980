import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Profile } from '@preau/kit'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { withPersonScope } from '#app/scope/index'
import { checkAttempts, countFailure, forgetFailures } from './attempts.ts'
import { giveCookies, takeCookies } from './cookies.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { createSession, endOtherSessions, endSession, hashToken } from './sessions.ts'

const newPassword = () => vine.string().minLength(8).maxLength(128)
const signInBody = vine.create({
  identifier: vine.string().trim().toLowerCase().maxLength(200),
  password: vine.string().maxLength(128),
})
const passwordBody = vine.create({ current: vine.string().maxLength(128), password: newPassword() })
const invitationBody = vine.create({ code: vine.string().trim().maxLength(100), password: newPassword() })

interface AccountRow {
  id: string
  identifier: string
  password_hash: string | null
}

/** Signing in and out, and what one may do with one's own account. */
export default class IdentityController {
  async signIn(ctx: HttpContext) {
    const { identifier, password } = await ctx.request.validateUsing(signInBody)
    const address = ctx.request.ip()
    await this.#limited(ctx, () => checkAttempts(identifier, address))
    const [account] = await coreQuery<AccountRow>(
      'select id, identifier, password_hash from core.accounts where identifier = ? and closed_at is null',
      [identifier]
    )
    if (!(await passwordMatches(account?.password_hash ?? null, password)) || !account) {
      await countFailure(identifier, address)
      throw new Failure('E_INVALID_CREDENTIALS', 401)
    }
    await forgetFailures(identifier)
    return this.#welcome(ctx, account.id)
  }

  async signOut(ctx: HttpContext) {
    await endSession(ctx.identity!.sessionHash)
    takeCookies(ctx)
    ctx.response.header('Clear-Site-Data', '"cache", "cookies", "storage"')
    return ctx.response.noContent()
  }

  async me(ctx: HttpContext) {
    return this.#me(ctx.identity!.account.id)
  }

  async changePassword(ctx: HttpContext) {
    const { current, password } = await ctx.request.validateUsing(passwordBody)
    const { account, sessionHash } = ctx.identity!
    await this.#limited(ctx, () => checkAttempts(account.identifier, ctx.request.ip()))
    const [row] = await coreQuery<AccountRow>('select password_hash from core.accounts where id = ?', [account.id])
    if (!(await passwordMatches(row?.password_hash ?? null, current))) {
      await countFailure(account.identifier, ctx.request.ip())
      throw new Failure('E_INVALID_CREDENTIALS', 422, { field: 'current' })
    }
    await coreQuery('update core.accounts set password_hash = ? where id = ?', [await hashPassword(password), account.id])
    await endOtherSessions(account.id, sessionHash)
    return ctx.response.noContent()
  }

  /** A one-time code sets a password and signs in. */
  async acceptInvitation(ctx: HttpContext) {
    const { code, password } = await ctx.request.validateUsing(invitationBody)
    const address = ctx.request.ip()
    await this.#limited(ctx, () => checkAttempts('invitation', address))
    const hashed = await hashPassword(password)
    const accountId = await coreTransaction(async (trx) => {
      const [row] = await coreQuery<{ account_id: string }>(
        `update core.invitations set used_at = now()
         where code_hash = ? and used_at is null and expires_at > now() returning account_id`,
        [hashToken(code)],
        trx
      )
      if (row)
        await coreQuery('update core.accounts set password_hash = ? where id = ?', [hashed, row.account_id], trx)
      return row?.account_id
    })
    if (!accountId) {
      await countFailure('invitation of ' + address, address)
      throw new Failure('E_INVITATION_INVALID', 422, { field: 'code' })
    }
    return this.#welcome(ctx, accountId)
  }

  async #limited(ctx: HttpContext, check: () => Promise<void>) {
    try {
      await check()
    } catch (error) {
      if (error instanceof Failure) ctx.response.header('Retry-After', error.details.values?.['seconds'] ?? 60)
      throw error
    }
  }

  async #welcome(ctx: HttpContext, accountId: string) {
    giveCookies(ctx, await createSession(accountId, ctx.request.header('user-agent') ?? ''))
    return ctx.response.created(await this.#me(accountId))
  }

  async #me(accountId: string) {
    const [account] = await coreQuery<{ id: string; identifier: string; name: string; committees: string[] }>(
      `select a.id, a.identifier, a.given_name || ' ' || a.family_name as name,
         array(select c.school_id from core.committee_members c join core.members m
           on m.school_id = c.school_id and m.id = c.member_id where m.account_id = a.id) as committees
       from core.accounts a where a.id = ?`,
      [accountId]
    )
    const { committees, ...shown } = account!
    const schools: { id: string; uai: string; name: string; profile: Profile; profiles: Profile[] }[] =
      await withPersonScope(accountId, async (trx) => await trx.from('core_api.my_schools').orderBy(['name', 'uai']))
    return {
      account: shown,
      members: schools.map(({ id, uai, name, profile, profiles }) => ({
        school: { uai, name },
        profile,
        profiles,
        administers: profiles.includes('head') || committees.includes(id),
      })),
      authorities: await this.#authorities(accountId),
    }
  }

  async #authorities(accountId: string) {
    return coreQuery<{ id: string; name: string; role: string; schools: { uai: string; name: string }[] }>(
      `select u.id, u.name, o.role,
         coalesce((select json_agg(json_build_object('uai', s.uai, 'name', s.name) order by s.name)
           from core.schools s where s.authority_id = u.id), '[]') as schools
       from core.officers o join core.authorities u on u.id = o.authority_id
       where o.account_id = ? and o.ended_at is null order by u.name`,
      [accountId]
    )
  }
}
