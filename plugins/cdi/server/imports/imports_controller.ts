import { PluginError } from '@preau/kit/server'
import vine from '@vinejs/vine'
import { idOf, notFound, rowsOf, type CdiContext } from '../scope.ts'

const PER_PAGE = 20
const LINES = 50
const page = vine.number().min(1).max(10_000).withoutDecimals()
const pageQuery = vine.create({ page: page.optional() })
const linesQuery = vine.create({
  page: page.optional(),
  outcome: vine.enum(['added', 'known', 'refused', 'repaired'] as const).optional(),
})
const importBody = vine.create({ file: vine.string().uuid() })
const encoding = vine.enum(['utf-8', 'iso-5426', 'windows-1252'] as const)
const runBody = vine.create({ encoding: encoding.optional() })

/** Translates HTTP for imports by file. */
export default class ImportsController {
  async index({ request }: CdiContext) {
    const { page: at = 1 } = await pageQuery.validate(request.qs())
    const rows = await rowsOf<{ total: string }>(
      `select i.id, i.name, i.state, i.report, i.created_at as "createdAt", m.display_name as author, count(*) over () as total
       from imports i left join core_api.members m on m.id = i.author_id
       order by i.created_at desc, i.id desc limit ? offset ?`,
      [PER_PAGE, (at - 1) * PER_PAGE]
    )
    return pageOf(rows, at, PER_PAGE)
  }

  async show(ctx: CdiContext) {
    const [found] = await rowsOf(
      `select id, name, state, encoding, report, created_at as "createdAt" from imports where id = ?`,
      [idOf(ctx, 'import')]
    )
    if (!found) throw notFound()
    return found
  }

  /** What became of each record. */
  async lines(ctx: CdiContext) {
    const id = idOf(ctx, 'import')
    const { page: at = 1, outcome = null } = await linesQuery.validate(ctx.request.qs())
    const [found] = await rowsOf('select from imports where id = ?', [id])
    if (!found) throw notFound()
    const rows = await rowsOf<{ total: string }>(
      `select l.number, l.outcome, l.code, l.title, r.id as "recordId", count(*) over () as total
       from import_lines l left join records r on r.id = l.record_id
       where l.import_id = ? and (?::text is null or l.outcome = ?) order by l.number, l.id limit ? offset ?`,
      [id, outcome, outcome, LINES, (at - 1) * LINES]
    )
    return pageOf(rows, at, LINES)
  }

  /** A file that was sent is read, and nothing written: what it would do is said first. */
  async store({ scope, request, response }: CdiContext) {
    const { file } = await request.validateUsing(importBody)
    const [made] = await rowsOf<{ id: string }>(
      `insert into imports (author_id, name) values (?, '') returning id`,
      [scope.member.id]
    )
    const { id } = made!
    const [stored] = await scope.files.set({ table: 'imports', id }, [file])
    await rowsOf('update imports set name = ? where id = ?', [stored!.name, id])
    await scope.dispatch('readImport', { importId: id })
    response.status(201)
    return { id }
  }

  /** Reads it anew, as another encoding, which then holds. */
  async read(ctx: CdiContext) {
    return this.#begin(ctx, { job: 'readImport', from: ['read'], to: 'reading' })
  }

  async run(ctx: CdiContext) {
    return this.#begin(ctx, { job: 'runImport', from: ['read', 'undone'], to: 'running' })
  }

  async undo(ctx: CdiContext) {
    return this.#begin(ctx, { job: 'undoImport', from: ['done'], to: 'undoing' })
  }

  /** @throws E_CDI_IMPORT (409) when the import is not where this can begin */
  async #begin(ctx: CdiContext, { job, from, to }: Beginning) {
    const id = idOf(ctx, 'import')
    const { encoding: as } = await ctx.request.validateUsing(runBody)
    const [found] = await rowsOf<{ state: string; encoding: string | null }>(
      'select state, encoding from imports where id = ? for update',
      [id]
    )
    if (!found) throw notFound()
    if (!from.includes(found.state))
      throw new PluginError('E_CDI_IMPORT', 409, `the import is « ${found.state} »`)
    const chosen = job === 'readImport' ? (as ?? null) : found.encoding
    await rowsOf('update imports set state = ?, encoding = ? where id = ?', [to, chosen, id])
    await ctx.scope.dispatch(job, { importId: id, ...(chosen ? { encoding: chosen } : {}) })
    await ctx.scope.audit(`import.${to}`, id)
    ctx.response.status(202)
    return { id, state: to }
  }
}

interface Beginning {
  job: 'readImport' | 'runImport' | 'undoImport'
  from: readonly string[]
  to: string
}

function pageOf(rows: readonly { total: string }[], at: number, perPage: number) {
  return {
    data: rows.map(({ total: _, ...row }) => row),
    meta: { page: at, perPage, total: Number(rows[0]?.total ?? 0) },
  }
}
