import db from '@adonisjs/lucid/services/db'
import { idIn, type OwnContext, type SchoolContext } from '../context.ts'
import { readTrace } from '../traces/trace_details.ts'
import { shareValidator } from '../traces/trace_validator.ts'
import { shareTrace, takeBack } from './share_trace.ts'

/** Teachers of one pupil that are offered, at most. */
const MOST = 100

/** Translates HTTP for the shares of my traces. */
export default class SharesController {
  /** With whom I may share in this school: the teachers of my classes and groups, their teams, my guardians. */
  async recipients({ scope }: SchoolContext) {
    const mine = db
      .from('core_api.group_members')
      .select('group_id')
      .where('member_id', scope.member.id)
    const teams: { id: string; name: string }[] = await db
      .from('core_api.groups')
      .select('id', 'name')
      .whereIn('id', mine.clone())
      .orderBy(['kind', 'name'])
      .limit(MOST)
    const people: { id: string; name: string }[] = await db
      .from('core_api.members as m')
      .select('m.id', 'm.display_name as name')
      .whereIn(
        'm.id',
        db
          .from('core_api.group_members')
          .select('member_id')
          .whereIn('group_id', mine)
          .whereNot('role', 'member')
      )
      .orderBy(['m.family_name', 'm.given_name', 'm.id'])
      .limit(MOST)
    return { people, teams }
  }

  async store(ctx: OwnContext) {
    const id = idIn(ctx, 'trace')
    await shareTrace(ctx.scope, id, await ctx.request.validateUsing(shareValidator))
    ctx.response.status(201)
    return readTrace(ctx.scope, id)
  }

  async destroy(ctx: OwnContext) {
    const id = idIn(ctx, 'trace')
    await takeBack(ctx.scope, id, idIn(ctx, 'share'))
    return readTrace(ctx.scope, id)
  }
}
