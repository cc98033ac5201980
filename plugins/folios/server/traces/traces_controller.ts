import { idIn, notFound, type OwnContext } from '../context.ts'
import { listTraces } from './list_traces.ts'
import { Trace } from './trace.ts'
import { readTrace } from './trace_details.ts'
import { listValidator, newTraceValidator, traceValidator } from './trace_validator.ts'

/** Translates HTTP for my own traces. */
export default class TracesController {
  async index({ scope, request }: OwnContext) {
    const { page = 1, parcours } = await request.validateUsing(listValidator)
    return listTraces(scope, { page, ...(parcours && { parcours }) })
  }

  /** What the home shows. */
  latest({ scope }: OwnContext) {
    return listTraces(scope, { page: 1, perPage: 3 })
  }

  show(ctx: OwnContext) {
    return readTrace(ctx.scope, idIn(ctx, 'trace'))
  }

  async store({ scope, request, response }: OwnContext) {
    const { files, activity, ...columns } = await request.validateUsing(newTraceValidator)
    const begun = activity && (await Trace.findBy('activityId', activity))
    if (begun) return readTrace(scope, begun.id)
    const { id } = await Trace.create({ ...columns, activityId: activity ?? null })
    await scope.files.set({ table: 'traces', id }, files)
    response.status(201)
    return readTrace(scope, id)
  }

  async update(ctx: OwnContext) {
    const id = idIn(ctx, 'trace')
    const { files, ...columns } = await ctx.request.validateUsing(traceValidator)
    const trace = await Trace.find(id)
    if (!trace) throw notFound()
    await trace.merge(columns).save()
    await ctx.scope.files.set({ table: 'traces', id }, files)
    return readTrace(ctx.scope, id)
  }

  async destroy(ctx: OwnContext) {
    const [deleted] = await Trace.query().where('id', idIn(ctx, 'trace')).delete()
    if (!Number(deleted)) throw notFound()
    return ctx.response.noContent()
  }
}
