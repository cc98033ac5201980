import { PluginError } from '@preau/kit/server'
import vine from '@vinejs/vine'
import { isbn13 } from '../catalogue/isbn.ts'
import { recordIn } from '../catalogue/records_controller.ts'
import { addRecords, knownKeys } from '../catalogue/store.ts'
import { idOf, notFound, rowsOf, type CdiContext } from '../scope.ts'
import type { Candidate } from './look_up.ts'

const lookupBody = vine.create({ isbn: vine.string().trim().maxLength(20) })
const takeBody = vine.create({
  which: vine.number({ strict: true }).min(0).max(20).withoutDecimals(),
})

interface Stored {
  id: string
  isbn: string
  state: string
  code: string | null
  found: Candidate[]
}

/** Translates HTTP for records that another library has. */
export default class LookupsController {
  /** Asks for an ISBN, unless the school has it: then its record. @throws E_CDI_ISBN (422), E_CDI_SOURCE (422) */
  async store({ scope, request, response }: CdiContext) {
    const { isbn: typed } = await request.validateUsing(lookupBody)
    const isbn = isbn13(typed)
    if (!isbn) throw new PluginError('E_CDI_ISBN', 422, 'the check digit is wrong')
    const { source } = scope.settings
    if (!URL.canParse(source)) throw new PluginError('E_CDI_SOURCE', 422, 'no address of a server')
    const known = (await knownKeys([`ean:${isbn}`])).get(`ean:${isbn}`)
    if (known) return { known }
    const [made] = await rowsOf<{ id: string }>(
      'insert into lookups (author_id, isbn) values (?, ?) returning id',
      [scope.member.id, isbn]
    )
    const { id } = made!
    await scope.dispatch('lookUp', { lookupId: id, isbn, source })
    response.status(202)
    return { id }
  }

  async show(ctx: CdiContext) {
    const { found, code, ...lookup } = await lookupOf(ctx)
    const message = code && ctx.scope.say(`errors.${code}`)
    return { ...lookup, message, found: found.map(({ marc: _, ...shown }) => shown) }
  }

  /** Takes one of the records that were found. */
  async take(ctx: CdiContext) {
    const { which } = await ctx.request.validateUsing(takeBody)
    const chosen = (await lookupOf(ctx)).found[which]
    if (!chosen) throw notFound()
    const record = recordIn(Buffer.from(chosen.marc, 'base64'))
    const [id] = await addRecords([{ record, origin: 'sru' }])
    await rowsOf('delete from lookups where id = ?', [idOf(ctx, 'lookup')])
    ctx.response.status(201)
    return { id }
  }
}

async function lookupOf(ctx: CdiContext): Promise<Stored> {
  const [found] = await rowsOf<Stored>(
    'select id, isbn, state, code, found from lookups where id = ? and author_id = ?',
    [idOf(ctx, 'lookup'), ctx.scope.member.id]
  )
  if (!found) throw notFound()
  return found
}
