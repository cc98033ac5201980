import type { ManifestOf } from '@preau/kit'
import { accessibleBy, PluginError, type PluginContext } from '@preau/kit/server'
import vine from '@vinejs/vine'
import type __ident__ from '../../plugin.ts'
import { __Model__ } from './__modelFile__.ts'

type Context = PluginContext<ManifestOf<typeof __ident__>>

const PER_PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const body = vine.create({ title: vine.string().trim().minLength(1).maxLength(200) })

/** Translates HTTP for « __table__ ». */
export default class __Pascal__Controller {
  /** A page, newest first; `q` keeps the titles that hold it. */
  async index({ scope, request }: Context) {
    const { page: asked, q } = request.qs() as Record<string, unknown>
    const page = Number(asked)
    const query = __Model__.query()
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
    if (typeof q === 'string' && q.trim()) query.whereILike('title', `%${escaped(q.trim())}%`)
    const found = await accessibleBy(scope, '__id__.read__Pascal__', query).paginate(
      Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1,
      PER_PAGE
    )
    return {
      data: found.all().map((one) => shown(one, scope.member.id)),
      meta: { page: found.currentPage, perPage: PER_PAGE, total: found.total },
    }
  }

  async store({ scope, request, response }: Context) {
    const { title } = await request.validateUsing(body)
    const made = await __Model__.create({ title, authorId: scope.member.id })
    response.status(201)
    return shown(made, scope.member.id)
  }

  async destroy({ scope, params, response }: Context) {
    const id: unknown = params['id']
    if (typeof id !== 'string' || !UUID.test(id))
      throw new PluginError('E_NOT_FOUND', 404, 'not an id')
    await scope.authorize('__id__.write__Pascal__', id)
    await __Model__.query().where('id', id).delete()
    response.status(204)
  }
}

function shown({ id, title, authorId, createdAt }: __Model__, memberId: string) {
  return { id, title, createdAt, mine: authorId === memberId }
}

/** Without the signs that LIKE reads. */
function escaped(text: string): string {
  return text.slice(0, 200).replace(/[\\%_]/g, '\\$&')
}
