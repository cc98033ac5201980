import { accessibleBy, PluginError } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import vine from '@vinejs/vine'
import { PROFILES } from '@preau/kit'
import { audience } from '../../plugin.ts'
import { SHOWN, type Found } from '../catalogue/search.ts'
import { idOf, notFound, rowsOf, type CdiContext } from '../scope.ts'

const PER_PAGE = 20
const pageQuery = vine.create({
  page: vine.number().min(1).max(1000).withoutDecimals().optional(),
  mine: vine.enum(['1'] as const).optional(),
})
const listBody = vine.create({
  title: vine.string().trim().minLength(1).maxLength(200),
  note: vine.string().trim().maxLength(5000).optional(),
  records: vine.array(vine.string().uuid()).maxLength(200),
  audiences: vine
    .array(
      vine.object({
        groupId: vine.string().uuid().nullable(),
        profile: vine.enum(PROFILES).nullable(),
      })
    )
    .maxLength(50),
})
type Body = Awaited<ReturnType<typeof listBody.validate>>

interface Shown {
  id: string
  title: string
  note: string
  author: string | null
  createdAt: Date
  records: number
  total?: string
}

/** Translates HTTP for reading lists. */
export default class ListsController {
  /** Those that address the member, or those that he made; the newest first. */
  async index({ scope, request }: CdiContext) {
    const { page = 1, mine } = await pageQuery.validate(request.qs())
    const query = db
      .from('lists')
      .select('lists.id', 'lists.title', 'lists.note', 'lists.created_at as createdAt')
      .select(
        db.raw(
          `(select m.display_name from core_api.members m where m.id = lists.author_id) as author`
        ),
        db.raw(
          '(select count(*)::integer from list_items i where i.list_id = lists.id) as records'
        ),
        db.raw('count(*) over () as total')
      )
      .orderBy([
        { column: 'lists.created_at', order: 'desc' },
        { column: 'lists.id', order: 'desc' },
      ])
      .limit(PER_PAGE)
      .offset((page - 1) * PER_PAGE)
    const rows: Shown[] = await accessibleBy(scope, mine ? 'cdi.select' : 'cdi.lists', query)
    const data = rows.map(({ total: _, ...row }) => row)
    return { data, meta: { page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) } }
  }

  async show(ctx: CdiContext) {
    const id = idOf(ctx, 'list')
    const mine = await ctx.scope.can('cdi.select', id)
    if (!mine) await ctx.scope.authorize('cdi.lists', id)
    const [list] = await rowsOf<Shown>(
      `select l.id, l.title, l.note, l.created_at as "createdAt",
         (select m.display_name from core_api.members m where m.id = l.author_id) as author
       from lists l where l.id = ?`,
      [id]
    )
    if (!list) throw notFound()
    const records = await rowsOf<Found>(
      `select ${SHOWN} from list_items i join records r on r.id = i.record_id join entries e on e.id = r.id
       where i.list_id = ? order by i.position, r.id`,
      [id]
    )
    const audiences = mine ? await audiencesOf(id) : []
    return { ...list, records, mine, audiences }
  }

  async store(ctx: CdiContext) {
    const body = await ctx.request.validateUsing(listBody)
    const [made] = await rowsOf<{ id: string }>(
      'insert into lists (title, note, author_id) values (?, ?, ?) returning id',
      [body.title, body.note ?? '', ctx.scope.member.id]
    )
    await fill(ctx, made!.id, body)
    ctx.response.status(201)
    return { id: made!.id }
  }

  async update(ctx: CdiContext) {
    const id = idOf(ctx, 'list')
    await ctx.scope.authorize('cdi.select', id)
    const body = await ctx.request.validateUsing(listBody)
    await rowsOf('update lists set title = ?, note = ? where id = ?', [
      ...[body.title, body.note ?? '', id],
    ])
    await fill(ctx, id, body)
    return { id }
  }

  async destroy(ctx: CdiContext) {
    const id = idOf(ctx, 'list')
    await ctx.scope.authorize('cdi.select', id)
    await rowsOf('delete from lists where id = ?', [id])
    await ctx.scope.withdraw('list', id)
    return ctx.response.noContent()
  }

  /** The groups that a list may be for. */
  async groups({ scope }: CdiContext) {
    return { data: await scope.directory.groups() }
  }
}

function audiencesOf(id: string) {
  return rowsOf<{ groupId: string | null; group: string | null; profile: string | null }>(
    `select a.group_id as "groupId", g.name as "group", a.profile from list_audiences a
     left join core_api.groups g on g.id = a.group_id where a.list_id = ? order by a.id`,
    [id]
  )
}

/** Writes what a list holds and whom it is for, and tells them. @throws E_CDI_GROUP, E_CDI_RECORD (422) */
async function fill({ scope }: CdiContext, id: string, { title, records, audiences }: Body) {
  const groups = new Set((await scope.directory.groups()).map((group) => group.id))
  if (audiences.some(({ groupId }) => groupId !== null && !groups.has(groupId)))
    throw new PluginError('E_CDI_GROUP', 422, 'a group is not of the school')
  const wanted = [...new Set(records)]
  await rowsOf('delete from list_items where list_id = ?', [id])
  const added = await rowsOf(
    `insert into list_items (list_id, record_id, position)
     select ?::uuid, r.id, w.place from unnest(?::uuid[]) with ordinality as w (id, place) join records r on r.id = w.id returning id`,
    [id, wanted]
  )
  if (added.length !== wanted.length)
    throw new PluginError('E_CDI_RECORD', 422, 'a record is not there')
  await rowsOf('delete from list_audiences where list_id = ?', [id])
  await rowsOf(
    `insert into list_audiences (list_id, group_id, profile)
     select ?::uuid, "groupId", profile from jsonb_to_recordset(?::jsonb) as a ("groupId" uuid, profile text)`,
    [id, JSON.stringify(audiences)]
  )
  if (!audiences.length) return scope.withdraw('list', id)
  await scope.notify('list', {
    to: { audience, id },
    ...{ path: `selections/${id}`, values: { title }, object: id },
  })
}
