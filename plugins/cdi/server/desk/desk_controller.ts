import vine from '@vinejs/vine'
import { idOf, notFound, rowsOf, today, type CdiContext } from '../scope.ts'
import { lateList, remindLate } from './late.ts'
import { renew } from './lending.ts'
import { giveUp, reserve } from './queue.ts'
import { loansOf, readerAt, readersNamed, reservationsOf } from './reader.ts'
import { scan } from './scan.ts'

/** Letters of a name that say something. */
const SHORTEST = 2
const scanBody = vine.create({
  code: vine.string().trim().minLength(1).maxLength(60),
  memberId: vine.string().uuid().optional(),
  copyId: vine.string().uuid().optional(),
  anyway: vine.boolean({ strict: true }).optional(),
})
const named = vine.create({ q: vine.string().trim().maxLength(100).optional() })
const lateQuery = vine.create({
  page: vine.number().min(1).max(1000).withoutDecimals().optional(),
  group: vine.string().uuid().optional(),
})
const remindBody = vine.create({ group: vine.string().uuid().nullable() })

/** Translates HTTP for the desk, and for what readers do themselves. */
export default class DeskController {
  async scan({ scope, request }: CdiContext) {
    const { anyway = false, ...asked } = await request.validateUsing(scanBody)
    return scan(scope, { ...asked, anyway })
  }

  async readers({ request }: CdiContext) {
    const { q = '' } = await named.validate(request.qs())
    return { data: q.length < SHORTEST ? [] : await readersNamed(q) }
  }

  reader(ctx: CdiContext) {
    return readerAt(idOf(ctx, 'member'))
  }

  async late({ scope, request }: CdiContext) {
    const { page = 1, group } = await lateQuery.validate(request.qs())
    return lateList(scope, { page, group })
  }

  /** Tells those who are late, of one class or of all. */
  async remind({ scope, request }: CdiContext) {
    const { group } = await request.validateUsing(remindBody)
    const told = await remindLate(scope, { group: group ?? undefined })
    await scope.audit('late.reminded', group ?? undefined, { count: told })
    return { told }
  }

  /** What the member has in hand and waits for. */
  async mine({ scope }: CdiContext) {
    const { id } = scope.member
    const { mostRenewals } = scope.settings
    return {
      loans: (await loansOf(id)).map(({ copyId: _, ...loan }) => loan),
      reservations: await reservationsOf(id),
      ...{ mostRenewals, today: today(scope).toISODate() },
    }
  }

  async renew(ctx: CdiContext) {
    const id = idOf(ctx, 'loan')
    const atDesk = await ctx.scope.can('cdi.lend', id)
    if (!atDesk) await ctx.scope.authorize('cdi.borrow', id)
    return { dueOn: await renew(ctx.scope, id, atDesk) }
  }

  async reserve(ctx: CdiContext) {
    const made = await reserve(ctx.scope, idOf(ctx, 'record'))
    ctx.response.status(201)
    return made
  }

  /** One's own; anybody's for whoever holds the desk. */
  async giveUp(ctx: CdiContext) {
    const id = idOf(ctx, 'reservation')
    const [found] = await rowsOf<{ member_id: string }>(
      `select v.member_id from reservations v join records r on r.id = v.record_id where v.id = ? for no key update of r`,
      [id]
    )
    const own = found?.member_id === ctx.scope.member.id
    if (!found || !(own || (await ctx.scope.can('cdi.lend')))) throw notFound()
    await giveUp(ctx.scope, id)
    return ctx.response.noContent()
  }

  /** What is set aside and waits for its reader. */
  async held({ request }: CdiContext) {
    const { page = 1 } = await lateQuery.validate(request.qs())
    const rows = await rowsOf<{ total: string }>(
      `select v.id, r.id as "recordId", r.title, c.barcode, c.call_number as "callNumber", c.place, m.display_name as reader, v.until::text,
         count(*) over () as total
       from reservations v join records r on r.id = v.record_id join copies c on c.id = v.copy_id
       join core_api.members m on m.id = v.member_id order by v.until, v.id limit 20 offset ?`,
      [(page - 1) * 20]
    )
    return {
      data: rows.map(({ total: _, ...row }) => row),
      meta: { page, perPage: 20, total: Number(rows[0]?.total ?? 0) },
    }
  }
}
