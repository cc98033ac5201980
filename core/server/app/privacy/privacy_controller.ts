import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { audit } from '#app/audit/audit'
import { Failure, unknownRoute } from '#app/failure'
import { loadedPlugin } from '#app/host/registry'
import { preferredLocale } from '#app/locales'
import { enqueue } from '#app/outbox/enqueue'
import { pageOf } from '#app/page_of'
import { askExport, listExports } from './exports.ts'
import { findPeople, personOf } from './people.ts'
import { cancelPurge, planPurge } from './purge.ts'
import { describeRegister } from './register.ts'
import { sendArchive } from './send_archive.ts'

const confirmBody = vine.create({ confirm: vine.string().trim().maxLength(300) })

/** What a head answers for: the processings of his school, and the rights of its people. */
export default class PrivacyController {
  async register(ctx: HttpContext) {
    return describeRegister(administered(ctx).schoolId, localeOf(ctx))
  }

  async people(ctx: HttpContext) {
    const { schoolId } = head(ctx)
    const q: unknown = ctx.request.qs()['q']
    return findPeople(schoolId, { q: typeof q === 'string' ? q : '', page: pageOf(ctx) })
  }

  async exports(ctx: HttpContext) {
    const { schoolId } = head(ctx)
    const person = await personOf(schoolId, ctx.params['member'])
    return {
      data: await listExports('account_id = ? and school_id = ?', [person.accountId, schoolId]),
    }
  }

  async askExport(ctx: HttpContext) {
    const { schoolId, accountId } = head(ctx)
    const person = await personOf(schoolId, ctx.params['member'])
    const asked = await askExport({
      ...{ kind: 'person', accountId: person.accountId, schoolId },
      askedBy: accountId,
    })
    await audit({ schoolId, accountId, action: 'member.export-asked', object: person.id })
    return ctx.response.accepted(asked)
  }

  async download(ctx: HttpContext) {
    const { schoolId, accountId } = head(ctx)
    const { id, accountId: whose } = await personOf(schoolId, ctx.params['member'])
    return sendArchive(ctx, {
      ...{ where: 'account_id = ? and school_id = ?', values: [whose, schoolId] },
      trace: () => audit({ schoolId, accountId, action: 'member.export-read', object: id }),
    })
  }

  /** Erases somebody who has left. @throws E_STILL_MEMBER (409), E_ERASE_NAME (422) unless `confirm` is his name */
  async erase(ctx: HttpContext) {
    const { schoolId, accountId } = head(ctx)
    const person = await personOf(schoolId, ctx.params['member'])
    const { confirm } = await ctx.request.validateUsing(confirmBody)
    if (!person.ended) throw new Failure('E_STILL_MEMBER', 409)
    if (confirm !== person.name) throw new Failure('E_ERASE_NAME', 422, { field: 'confirm' })
    const payload = { memberId: person.id }
    await enqueue({ schoolId, job: 'erase-member', queue: 'bulk', payload, dedupeKey: person.id })
    await audit({ schoolId, accountId, action: 'member.erasure-asked', object: person.id })
    return ctx.response.accepted({})
  }

  async askModuleExport(ctx: HttpContext) {
    const { schoolId, accountId, plugin } = module(ctx)
    const asked = await askExport({ kind: 'module', schoolId, plugin, askedBy: accountId })
    await audit({ schoolId, accountId, action: 'module.export-asked', object: plugin })
    return ctx.response.accepted(asked)
  }

  async downloadModule(ctx: HttpContext) {
    const { schoolId, accountId, plugin } = module(ctx)
    return sendArchive(ctx, {
      ...{ where: 'school_id = ? and plugin = ?', values: [schoolId, plugin] },
      trace: () => audit({ schoolId, accountId, action: 'module.export-read', object: plugin }),
    })
  }

  async planPurge(ctx: HttpContext) {
    const { schoolId, accountId, plugin } = module(ctx)
    const { confirm } = await ctx.request.validateUsing(confirmBody)
    const actor = { accountId, role: 'head' } as const
    return { purgeAt: await planPurge({ schoolId, plugin, actor, confirm }) }
  }

  async cancelPurge(ctx: HttpContext) {
    const { schoolId, accountId, plugin } = module(ctx)
    await cancelPurge({ schoolId, plugin, actor: { accountId, role: 'head' } })
    return ctx.response.noContent()
  }
}

function administered({ identity }: HttpContext) {
  const { account, school, administers } = identity!
  if (!school) throw unknownRoute()
  if (!administers) throw new Failure('E_FORBIDDEN', 403)
  return { schoolId: school.id, accountId: account.id }
}

/** What touches people's data is the head's, not his commission's. @throws E_FORBIDDEN (403) */
function head(ctx: HttpContext) {
  const own = administered(ctx)
  if (!ctx.identity!.member!.profiles.includes('head')) throw new Failure('E_FORBIDDEN', 403)
  return own
}

function module(ctx: HttpContext) {
  const own = head(ctx)
  const plugin = String(ctx.params['id'])
  if (!loadedPlugin(plugin)) throw unknownRoute()
  return { ...own, plugin }
}

function localeOf({ request }: HttpContext) {
  return preferredLocale(request.header('accept-language'))
}

/** One's own archive, over all one's schools. */
export class MyExportsController {
  async index({ identity }: HttpContext) {
    return {
      data: await listExports('account_id = ? and school_id is null', [identity!.account.id]),
    }
  }

  async ask({ identity, response }: HttpContext) {
    const accountId = identity!.account.id
    const wish = { kind: 'person', accountId, schoolId: null, askedBy: accountId } as const
    return response.accepted(await askExport(wish))
  }

  download(ctx: HttpContext) {
    const values = [ctx.identity!.account.id]
    return sendArchive(ctx, { where: 'account_id = ? and school_id is null', values })
  }
}
