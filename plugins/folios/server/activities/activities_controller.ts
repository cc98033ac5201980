import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { idIn, type SchoolContext } from '../context.ts'
import { activityValidator, listValidator } from '../traces/trace_validator.ts'
import { Activity } from './activity.ts'
import { listAssigned, listToDo, pupilsOf } from './list_activities.ts'

/** Translates HTTP for the activities of classes and groups. */
export default class ActivitiesController {
  async toDo({ scope, request }: SchoolContext) {
    const { page = 1 } = await request.validateUsing(listValidator)
    return listToDo(scope, page)
  }

  /** A pupil has begun: his trace is made, in his own portfolio. Told again, nothing changes. */
  async answer(ctx: SchoolContext) {
    const id = idIn(ctx, 'activity')
    await ctx.scope.authorize('folios.answer', id)
    await db
      .table('activity_answers')
      .insert({ activity_id: id, member_id: ctx.scope.member.id })
      .onConflict(['school_id', 'activity_id', 'member_id'])
      .ignore()
    return ctx.response.noContent()
  }

  async assigned({ scope, request }: SchoolContext) {
    const { page = 1 } = await request.validateUsing(listValidator)
    return listAssigned(scope, page)
  }

  async pupils(ctx: SchoolContext) {
    const id = idIn(ctx, 'activity')
    await ctx.scope.authorize('folios.assign', id)
    return pupilsOf(id)
  }

  async groups({ scope }: SchoolContext) {
    return { data: await taught(scope.member.id) }
  }

  async store({ scope, request, response }: SchoolContext) {
    const body = await request.validateUsing(activityValidator)
    const groups = await taught(scope.member.id)
    if (!groups.some(({ id }) => id === body.groupId))
      throw new PluginError('E_FOLIOS_GROUP', 422, 'not a group of his')
    const { id, title } = await Activity.create({ ...body, authorId: scope.member.id })
    await scope.notify('assigned', {
      ...{ to: { rows: [{ group: body.groupId, profile: 'student' }] }, path: '', object: id },
      values: { title },
    })
    response.status(201)
    return { id }
  }

  /** What pupils have made of it stays theirs. */
  async destroy(ctx: SchoolContext) {
    const id = idIn(ctx, 'activity')
    await ctx.scope.authorize('folios.assign', id)
    await Activity.query().where('id', id).delete()
    await ctx.scope.withdraw('assigned', id)
    return ctx.response.noContent()
  }
}

/** The classes and groups that a member teaches or follows. */
async function taught(memberId: string): Promise<{ id: string; name: string }[]> {
  return db
    .from('core_api.groups as g')
    .join('core_api.group_members as x', 'x.group_id', 'g.id')
    .where('x.member_id', memberId)
    .select('g.id', 'g.name')
    .orderBy(['g.kind', 'g.name'])
    .limit(500)
}
