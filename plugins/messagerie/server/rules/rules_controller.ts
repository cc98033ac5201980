import db from '@adonisjs/lucid/services/db'
import vine from '@vinejs/vine'
import { PROFILES } from '@preau/kit'
import { PluginError } from '@preau/kit/server'
import type { Context } from '../scope.ts'
import { choicesOf, DEFAULTS, matrixOf, REACHES, TIES } from './rules.ts'
import { storedRules } from './stored_rules.ts'

const rulesBody = vine.create({
  rules: vine
    .array(
      vine.object({ from: vine.enum(PROFILES), to: vine.enum(PROFILES), reach: vine.enum(REACHES) })
    )
    .distinct(['from', 'to'])
    .maxLength(PROFILES.length ** 2),
})

/** Translates HTTP for the school's rules of who may write to whom. */
export default class RulesController {
  /** Every pair of profiles: what holds, what holds by default, and what the school may choose. */
  async show() {
    const matrix = matrixOf(await storedRules())
    const data = PROFILES.flatMap((from) =>
      PROFILES.map((to) => ({
        ...{ from, to, reach: matrix[from][to], standard: DEFAULTS[from][to] },
        ...{ choices: choicesOf(from, to), tie: TIES[from]?.[to] ?? null },
      }))
    )
    return { data }
  }

  /** Keeps the school's rules, whole; what is as by default is not kept. */
  async update(ctx: Context) {
    const { rules } = await ctx.request.validateUsing(rulesBody)
    for (const { from, to, reach } of rules)
      if (!choicesOf(from, to).includes(reach))
        throw new PluginError('E_MESSAGERIE_RULE', 422, `${from} to ${to}: ${reach}`)
    const kept = rules.filter(({ from, to, reach }) => DEFAULTS[from][to] !== reach)
    await db.from('rules').delete()
    if (kept.length)
      await db
        .insertQuery()
        .table('rules')
        .multiInsert(
          kept.map(({ from, to, reach }) => ({ from_profile: from, to_profile: to, reach }))
        )
    const changed = kept.map(({ from, to, reach }) => `${from}>${to}:${reach}`)
    await ctx.scope.audit('rules.changed', '', { rules: changed })
    return ctx.response.noContent()
  }
}
