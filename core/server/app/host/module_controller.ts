import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { unknownRoute, Failure } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { pageOf } from '#app/page_of'
import { forget } from './activation_cache.ts'
import { loadedPlugin } from './registry.ts'
import { labelledSchema, resolveSettings } from './settings.ts'
import { changeSettings, pauseModule, switchModule, undoLine } from './switchboard/actions.ts'
import type { Actor, ChangeResult } from './switchboard/change.ts'
import { describeManifest, describeModules } from './switchboard/describe.ts'
import { factsOf } from './switchboard/facts.ts'
import { readLedger } from './switchboard/ledger.ts'
import { previewSwitch } from './switchboard/preview.ts'
import { describeUnavailable } from './switchboard/unavailable.ts'
import { PROFILES } from '@preau/kit'
import { instant } from '@preau/kit/server'

const reason = () => vine.string().trim().maxLength(500).optional()
const switchBody = vine.create({ on: vine.boolean({ strict: true }), reason: reason() })
const previewBody = vine.create({ on: vine.boolean({ strict: true }) })
const settingsBody = vine.create({
  values: vine.object({}).allowUnknownProperties(),
  reason: reason(),
})
const pauseBody = vine.create({
  profiles: vine.array(vine.enum(PROFILES)),
  mode: vine.enum(['off', 'read-only'] as const),
  until: vine.string().use(instant()).nullable(),
  reason: vine.string().trim().maxLength(500),
})
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A school's modules: what its head and his commission see and change. */
export default class ModuleController {
  async index(ctx: HttpContext) {
    const { schoolId, locale } = this.#target(ctx, false)
    const serving = await describeModules(schoolId, await factsOf(schoolId), locale)
    return { data: [...serving, ...(await describeUnavailable(schoolId, locale))] }
  }

  async show(ctx: HttpContext) {
    const { schoolId, plugin, locale } = this.#target(ctx)
    const facts = await factsOf(schoolId)
    const modules = await describeModules(schoolId, facts, locale)
    const own = modules.find(({ id }) => id === plugin)
    return { ...own, ...(await describeManifest(plugin, facts, locale)) }
  }

  async preview(ctx: HttpContext) {
    const { schoolId, plugin, locale } = this.#target(ctx)
    const { on } = await ctx.request.validateUsing(previewBody)
    return previewSwitch({ schoolId, plugin, on }, locale)
  }

  async switch(ctx: HttpContext) {
    const target = this.#target(ctx)
    const body = await ctx.request.validateUsing(switchBody)
    return this.#answer(
      ctx,
      await switchModule({ ...target, on: body.on, reason: body.reason ?? '' })
    )
  }

  async settings(ctx: HttpContext) {
    const { schoolId, plugin, locale } = this.#target(ctx)
    const { manifest } = loadedPlugin(plugin)!
    const own = (await factsOf(schoolId)).get(plugin)!
    const { values } = await resolveSettings(manifest, own.settings)
    return { schema: labelledSchema(manifest, locale), values, revision: own.revision }
  }

  async changeSettings(ctx: HttpContext) {
    const target = this.#target(ctx)
    const body = await ctx.request.validateUsing(settingsBody)
    return this.#answer(
      ctx,
      await changeSettings({ ...target, values: body.values, reason: body.reason ?? '' })
    )
  }

  async pause(ctx: HttpContext) {
    const target = this.#target(ctx)
    const { reason: why, ...pause } = await ctx.request.validateUsing(pauseBody)
    return this.#answer(ctx, await pauseModule({ ...target, pause, reason: why }))
  }

  async resume(ctx: HttpContext) {
    return this.#answer(ctx, await pauseModule({ ...this.#target(ctx), pause: null, reason: '' }))
  }

  async ledger(ctx: HttpContext) {
    const { schoolId, plugin, locale } = this.#target(ctx)
    return readLedger({ schoolId, plugin, page: pageOf(ctx), committee: false }, locale)
  }

  async schoolLedger(ctx: HttpContext) {
    const { schoolId, locale } = this.#target(ctx, false)
    return readLedger({ schoolId, page: pageOf(ctx), committee: true }, locale)
  }

  async undo(ctx: HttpContext) {
    const target = this.#target(ctx)
    const line: unknown = ctx.params['line']
    if (typeof line !== 'string' || !UUID.test(line)) throw new Failure('E_NOT_FOUND', 404)
    return this.#answer(ctx, await undoLine({ ...target, line, reason: '' }))
  }

  /** Who acts where; the first line of each action. @throws E_FORBIDDEN (403) for whoever does not administer */
  #target(ctx: HttpContext, named = true) {
    const { account, school, member, administers } = ctx.identity!
    if (!school || !member) throw unknownRoute()
    if (!administers) throw new Failure('E_FORBIDDEN', 403)
    const plugin = String(ctx.params['id'] ?? '')
    if (named && !loadedPlugin(plugin)) throw unknownRoute()
    const actor: Actor = {
      accountId: account.id,
      role: member.profiles.includes('head') ? 'head' : 'committee',
    }
    const locale = preferredLocale(ctx.request.header('accept-language'))
    return { schoolId: school.id, plugin, actor, locale, reason: '' }
  }

  #answer(ctx: HttpContext, { on, revision, line }: ChangeResult) {
    forget(ctx.identity!.school!.id)
    ctx.response.header('X-Preau-Revision', revision)
    return { on, revision, line }
  }
}
