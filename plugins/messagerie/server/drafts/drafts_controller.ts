import db from '@adonisjs/lucid/services/db'
import vine from '@vinejs/vine'
import { PluginError } from '@preau/kit/server'
import { idOf, type Context } from '../scope.ts'
import { draftBody, myDraft, namesOf, saveDraft } from './draft_store.ts'
import { send } from './send.ts'

const PER_PAGE = 20
/** `confirmed`: the number of recipients that the author was shown, where it is asked. */
const sendBody = vine.create({
  confirmed: vine.number({ strict: true }).withoutDecimals().range([1, 1_000_000]).optional(),
})

/** Translates HTTP for what is being written. */
export default class DraftsController {
  /** The member's drafts, the last written first. */
  async index({ scope, request }: Context) {
    const asked = Number(request.qs()['page'] ?? 1)
    const page = Number.isInteger(asked) && asked > 0 && asked < 1e6 ? asked : 1
    const rows: { total: string }[] = await db
      .from('messages')
      .where('author_id', scope.member.id)
      .whereNull('sent_at')
      .select('id', 'subject', 'saved_at as savedAt', 'thread_id as threadId')
      .select(db.raw('left(text, 180) as excerpt'), db.raw('count(*) over () as total'))
      .orderBy([
        { column: 'saved_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(PER_PAGE)
      .offset((page - 1) * PER_PAGE)
    const data = rows.map(({ total: _, ...draft }) => draft)
    return { data, meta: { page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) } }
  }

  async show(ctx: Context) {
    const { scope } = ctx
    const draft = await myDraft(scope, idOf(ctx, 'draft'), false)
    if (draft.sent_at) throw new PluginError('E_NOT_FOUND', 404, 'it has been sent')
    const [files, names] = await Promise.all([
      scope.files.list({ table: 'messages', id: draft.id }),
      namesOf(draft.id),
    ])
    return {
      id: draft.id,
      threadId: draft.thread_id,
      subject: draft.subject,
      body: draft.body,
      noReply: draft.no_reply,
      sendAt: draft.send_at,
      savedAt: draft.saved_at,
      targets: draft.targets,
      names,
      files: files.map((file) => scope.files.show(file)),
    }
  }

  /** Keeps a draft as it is typed: the same request again changes nothing more. */
  async update(ctx: Context) {
    const id = idOf(ctx, 'draft')
    await saveDraft(ctx.scope, id, await ctx.request.validateUsing(draftBody))
    return { id, savedAt: ctx.scope.clock.now() }
  }

  async destroy(ctx: Context) {
    const draft = await myDraft(ctx.scope, idOf(ctx, 'draft'), true)
    if (draft.sent_at) throw new PluginError('E_MESSAGERIE_SENT', 409, 'it has been sent already')
    await db.from('messages').where('id', draft.id).delete()
    return ctx.response.noContent()
  }

  async send(ctx: Context) {
    const { confirmed = null } = await ctx.request.validateUsing(sendBody)
    return send(ctx.scope, idOf(ctx, 'draft'), confirmed)
  }
}
