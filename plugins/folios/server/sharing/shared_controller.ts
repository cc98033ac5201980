import { PluginError } from '@preau/kit/server'
import { idIn, type SchoolContext } from '../context.ts'
import { commentValidator, listValidator } from '../traces/trace_validator.ts'
import { Comment } from './comment.ts'
import { listShared, readShared, sharedWithMe } from './shared_traces.ts'

/** Translates HTTP for what others share with whoever asks. */
export default class SharedController {
  async index({ request }: SchoolContext) {
    const { page = 1 } = await request.validateUsing(listValidator)
    return listShared(page)
  }

  show(ctx: SchoolContext) {
    return readShared(ctx.scope, idIn(ctx, 'trace'))
  }

  /** Answers; with a competence, an accompanist validates it. */
  async comment(ctx: SchoolContext) {
    const { scope } = ctx
    const trace = idIn(ctx, 'trace')
    const body = await ctx.request.validateUsing(commentValidator)
    const { share_id, rights, owner_member, title } = await sharedWithMe(trace)
    if (rights !== 'comment') throw new PluginError('E_FOLIOS_READ_ONLY', 403, 'shared to be read')
    if (body.skill && scope.member.profiles.every((one) => one === 'guardian'))
      throw new PluginError('E_FOLIOS_VALIDATE', 403, 'a competence is validated by the staff')
    await Comment.create({ ...body, shareId: share_id, authorId: scope.member.id })
    await scope.notify('commented', {
      ...{ to: [owner_member], path: `trace/${trace}`, values: { title } },
    })
    ctx.response.status(201)
    return readShared(scope, trace)
  }
}
