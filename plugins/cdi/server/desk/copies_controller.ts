import { PluginError } from '@preau/kit/server'
import { refreshCopies } from '../catalogue/store.ts'
import { copyBody } from '../catalogue/validators.ts'
import { idOf, notFound, rowsOf, type CdiContext } from '../scope.ts'
import { freeBarcodes } from './barcodes.ts'

/** Translates HTTP for the copies. */
export default class CopiesController {
  async store(ctx: CdiContext) {
    const recordId = idOf(ctx, 'record')
    const body = await ctx.request.validateUsing(copyBody)
    const [record] = await rowsOf('select from records where id = ? for key share', [recordId])
    if (!record) throw notFound()
    const barcode = body.barcode ?? (await freeBarcodes(1))[0]!
    const [copy] = await rowsOf<{ id: string }>(
      `insert into copies (record_id, barcode, call_number, place, state, note) values (?, ?, ?, ?, ?, ?)
       on conflict (school_id, barcode) do nothing returning id`,
      [
        ...[recordId, barcode, body.callNumber ?? '', body.place ?? ''],
        ...[body.state ?? 'good', body.note ?? ''],
      ]
    )
    if (!copy) throw taken()
    await refreshCopies([recordId])
    ctx.response.status(201)
    return { id: copy.id, barcode }
  }

  /** Changes what is sent, and leaves the rest. @throws E_CDI_BARCODE (409) */
  async update(ctx: CdiContext) {
    const id = idOf(ctx, 'copy')
    const body = await ctx.request.validateUsing(copyBody)
    const [other] = await rowsOf('select from copies where barcode = ? and id <> ?', [
      ...[body.barcode ?? '', id],
    ])
    if (other) throw taken()
    const [copy] = await rowsOf<{ record_id: string }>(
      `update copies set barcode = coalesce(?, barcode), call_number = coalesce(?, call_number), place = coalesce(?, place),
         state = coalesce(?, state), note = coalesce(?, note) where id = ? returning record_id`,
      [
        ...[body.barcode ?? null, body.callNumber ?? null, body.place ?? null],
        ...[body.state ?? null, body.note ?? null, id],
      ]
    )
    if (!copy) throw notFound()
    await refreshCopies([copy.record_id])
    return { id }
  }

  /** A copy that is at home goes, with its past loans. @throws E_CDI_OUT (409) when it is out or set aside */
  async destroy(ctx: CdiContext) {
    const id = idOf(ctx, 'copy')
    const [copy] = await rowsOf<{ record_id: string; busy: boolean }>(
      `select record_id, exists (select from loans l where l.copy_id = c.id and l.returned_at is null)
         or exists (select from reservations v where v.copy_id = c.id) as busy
       from copies c where c.id = ? for update`,
      [id]
    )
    if (!copy) throw notFound()
    if (copy.busy) throw new PluginError('E_CDI_OUT', 409, 'the copy is out, or set aside')
    await rowsOf('delete from loans where copy_id = ?', [id])
    await rowsOf('delete from copies where id = ?', [id])
    await refreshCopies([copy.record_id])
    return ctx.response.noContent()
  }
}

function taken(): PluginError {
  return new PluginError('E_CDI_BARCODE', 409, 'another copy has this barcode')
}
