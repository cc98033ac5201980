import db from '@adonisjs/lucid/services/db'
import vine from '@vinejs/vine'
import { PluginError } from '@preau/kit/server'
import { askedId, idOf, worksHere, type Context, type SchoolsReading } from '../scope.ts'
import { cancelSending } from './cancel.ts'
import { BOXES, listThreads, merged, rowNamed, type Box } from './list.ts'
import { readThread, receiptsOf } from './read.ts'

const ON_HOME = 4
/** Milliseconds during which an author may take a message back. */
const RECALL = 60 * 60_000

const keptBody = vine.create({
  /** `box`: back where it was. */
  place: vine.enum(['box', 'archive', 'bin'] as const).optional(),
  starred: vine.boolean({ strict: true }).optional(),
  read: vine.boolean({ strict: true }).optional(),
})

const flag = (value: unknown) => value === '1' || value === 'true'

function filterOf({ q, unread, starred, before }: Record<string, unknown>) {
  return {
    sought: typeof q === 'string' ? q : '',
    unread: flag(unread),
    starred: flag(starred),
    before: rowNamed(before),
  }
}

/** Translates HTTP for the boxes and their threads. */
export default class ThreadsController {
  index(ctx: Context) {
    const { box, ...asked } = ctx.request.qs() as Record<string, unknown>
    const known = BOXES.find((one): one is Box => one === box) ?? 'inbox'
    return listThreads({ box: known, ...filterOf(asked) })
  }

  /** One inbox over all the person's schools: each thread says of which it is. */
  async everywhere({ request, scope }: SchoolsReading) {
    const filter = filterOf(request.qs() as Record<string, unknown>)
    const pages = await scope.eachSchool(async ({ school: { uai, name } }) => {
      const { data, next } = await listThreads({ box: 'inbox', ...filter })
      return { data: data.map((thread) => ({ ...thread, school: { uai, name } })), next }
    })
    return merged(pages)
  }

  /** What the home shows: how many threads are unread, and the latest of the inbox. */
  async latest() {
    const nothing = { sought: '', unread: false, starred: false, before: null }
    const { data } = await listThreads({
      ...{ box: 'inbox', ...nothing, perPage: ON_HOME, counted: true },
    })
    return {
      unread: Number(data[0]?.waiting ?? 0),
      data: data.map(({ waiting: _, ...thread }) => thread),
    }
  }

  show(ctx: Context) {
    return readThread(ctx.scope, idOf(ctx, 'thread'), askedId(ctx, 'before'))
  }

  /** Files a thread, stars it, or marks it as read or not, for the member alone. */
  async update(ctx: Context) {
    const thread = idOf(ctx, 'thread')
    const { place, starred, read } = await ctx.request.validateUsing(keptBody)
    const { rows } = await db.rawQuery(
      `update recipients set
         place = case ?::text when 'box' then case kind when 'from' then 'sent' else 'inbox' end
           when 'archive' then 'archive' when 'bin' then 'bin' else place end,
         starred = coalesce(?::boolean, starred),
         read_at = case when ?::boolean then coalesce(read_at, now())
           when id = (select x.id from recipients x where x.thread_id = recipients.thread_id and x.kind <> 'from'
             and x.member_id = recipients.member_id and x.visible_at <= now() and x.place <> 'reported' and not ?::boolean
             order by x.visible_at desc, x.id desc limit 1) then null
           else read_at end,
         seen_at = case when ?::boolean then coalesce(seen_at, now()) else seen_at end
       where thread_id = ? and member_id = ? and visible_at <= now() and place <> 'reported' returning id`,
      [place ?? null, starred ?? null, ...Array(3).fill(read ?? null), thread, ctx.scope.member.id]
    )
    if (rows.length === 0) throw new PluginError('E_NOT_FOUND', 404, 'not a thread of his')
    return ctx.response.noContent()
  }

  /** Takes a message back, within the hour; its readers see that there was one. */
  async recall(ctx: Context) {
    const { scope } = ctx
    const id = idOf(ctx, 'message')
    const message: { sent_at: Date; recalled_at: Date | null } | null = await db
      .from('messages')
      .where({ id, author_id: scope.member.id })
      .whereNotNull('sent_at')
      .forUpdate()
      .first()
    if (!message) throw new PluginError('E_NOT_FOUND', 404, 'not a message of his')
    if (message.recalled_at) return ctx.response.noContent()
    if (scope.clock.now().getTime() > message.sent_at.getTime() + RECALL)
      throw new PluginError('E_MESSAGERIE_TOO_LATE', 409, 'sent more than an hour ago')
    await db.from('messages').where('id', id).update({ recalled_at: scope.clock.now() })
    await scope.withdraw('message', id)
    await scope.audit('message.recalled', id)
    return ctx.response.noContent()
  }

  /** Takes back what nobody has received yet: it is a draft again. */
  async cancel(ctx: Context) {
    await cancelSending(ctx.scope, idOf(ctx, 'message'))
    return ctx.response.noContent()
  }

  receipts(ctx: Context) {
    const page = Number(ctx.request.qs()['page'] ?? 1)
    if (!worksHere(ctx.scope.member.profiles))
      throw new PluginError('E_NOT_FOUND', 404, 'receipts are for the staff')
    const known = Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1
    return receiptsOf(ctx.scope, idOf(ctx, 'message'), known)
  }
}
