import vine from '@vinejs/vine'
import { rangeHere } from '../rules/stored_rules.ts'
import { type Context } from '../scope.ts'
import { findGroups, findPeople } from './find.ts'
import { resolve } from './resolve.ts'
import { checkTargets, MOST_TARGETS, targetSchema } from './target.ts'

const countBody = vine.create({
  targets: vine.array(targetSchema).maxLength(MOST_TARGETS),
  threadId: vine.string().uuid().nullable(),
})

/** Translates HTTP for the choice of recipients. */
export default class RecipientsController {
  /** Whom one may write to: groups and people by name. */
  async find({ scope, request }: Context) {
    const asked: unknown = request.qs()['q']
    const sought = typeof asked === 'string' ? asked : ''
    const range = await rangeHere(scope)
    const [people, groups] = await Promise.all([
      findPeople(range, sought),
      findGroups(scope, range, sought),
    ])
    return { people, groups }
  }

  /** How many people targets reach, when they would receive it, and what the rules say of them. */
  async count({ scope, request }: Context) {
    const { targets, threadId } = await request.validateUsing(countBody)
    checkTargets(scope, targets)
    const range = await rangeHere(scope)
    const { total, families, refused } = await resolve(scope, { range, targets, thread: threadId })
    const now = scope.clock.now()
    const to = families > 0 ? (['guardian'] as const) : (['staff'] as const)
    const at = await scope.quietHours.deliveryTime({ to, at: now })
    return { total, families, refused, familiesAt: at > now ? at : null }
  }
}
