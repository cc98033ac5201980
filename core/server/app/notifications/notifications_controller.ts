import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Failure } from '#app/failure'
import { passwordStands } from '#app/identity/password_stands'
import { preferredLocale } from '#app/locales'
import { tell } from '#app/live/bus'
import { pageOf } from '#app/page_of'
import { addressBody, changeAddress, readAddress } from './address.ts'
import { CHANGED } from './announce.ts'
import { choiceBody, choose, listChoices } from './choices.ts'
import { countUnread, listNotifications, markRead, type Marked } from './inbox.ts'

const MOST_MARKED = 100
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/

const markBody = vine.create({
  ids: vine.array(vine.string().uuid()).notEmpty().maxLength(MOST_MARKED).optional(),
  until: vine.string().regex(INSTANT).optional(),
  uai: vine.string().maxLength(10).optional(),
  plugin: vine.string().maxLength(40).optional(),
  object: vine.string().minLength(1).maxLength(200).optional(),
})

/** What somebody was told over all his schools, and how he wants to be. */
export default class NotificationsController {
  index(ctx: HttpContext) {
    const unread = ctx.request.qs()['unread'] === '1'
    return listNotifications(accountOf(ctx), { page: pageOf(ctx), unread, locale: localeOf(ctx) })
  }

  async count(ctx: HttpContext) {
    return { unread: await countUnread(accountOf(ctx)) }
  }

  /** @throws E_VALIDATION (422) when the body names nothing */
  async mark(ctx: HttpContext) {
    const body = await ctx.request.validateUsing(markBody)
    const account = accountOf(ctx)
    if (await markRead(account, markedOf(body))) tell([account], CHANGED, {})
    return { unread: await countUnread(account) }
  }

  async choices(ctx: HttpContext) {
    const account = accountOf(ctx)
    return { ...(await readAddress(account)), ...(await listChoices(account, localeOf(ctx))) }
  }

  /** @throws E_NOT_FOUND (404) */
  async choose(ctx: HttpContext) {
    await choose(accountOf(ctx), await ctx.request.validateUsing(choiceBody))
    return ctx.response.noContent()
  }

  /** @throws E_INVALID_CREDENTIALS (422) on `password`, when the address changes without the right one */
  async address(ctx: HttpContext) {
    const { password = '', ...after } = await ctx.request.validateUsing(addressBody)
    const account = accountOf(ctx)
    const before = await readAddress(account)
    if (after.email !== before.email && !(await passwordStands(ctx, password)))
      throw new Failure('E_INVALID_CREDENTIALS', 422, { field: 'password' })
    await changeAddress(account, { before, after })
    return ctx.response.noContent()
  }
}

function markedOf({
  ids,
  until,
  uai,
  plugin,
  object,
}: Awaited<ReturnType<typeof markBody.validate>>): Marked {
  if (ids) return { ids }
  if (until) return { all: true, until }
  if (uai && plugin && object) return { uai, plugin, object }
  throw new Failure('E_VALIDATION', 422)
}

function accountOf({ identity }: HttpContext): string {
  return identity!.account.id
}

function localeOf({ request }: HttpContext) {
  return preferredLocale(request.header('accept-language'))
}
