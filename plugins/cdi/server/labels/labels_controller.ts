import { PluginError } from '@preau/kit/server'
import vine from '@vinejs/vine'
import { freeCards } from '../desk/barcodes.ts'
import { rowsOf, type CdiContext } from '../scope.ts'
import { labelSheet, type Label } from './sheet.ts'

/** Labels of one file: ten sheets of 65. */
const MOST = 650
const format = vine.enum(['65', '24'] as const)
const skip = vine.number({ strict: true }).min(0).max(64).withoutDecimals()
const copiesBody = vine.create({
  format,
  skip: skip.optional(),
  /** Copies by barcode, `from` to `to` in order; or those of an import, or the newest. */
  from: vine.string().trim().maxLength(30).optional(),
  to: vine.string().trim().maxLength(30).optional(),
  importId: vine.string().uuid().optional(),
  newest: vine.number({ strict: true }).min(1).max(MOST).withoutDecimals().optional(),
})
const cardsBody = vine.create({ format, skip: skip.optional(), groupId: vine.string().uuid() })

/** Translates HTTP for what is printed. */
export default class LabelsController {
  async copies({ scope, request, response }: CdiContext) {
    const { format: name, skip: from = 0, ...which } = await request.validateUsing(copiesBody)
    const copies = await rowsOf<{ title: string; call_number: string; barcode: string }>(
      `select * from (
         select r.title, c.call_number, c.barcode, c.id from copies c join records r on r.id = c.record_id
         where c.state not in ('lost', 'withdrawn') and (?::text is null or c.barcode >= ?) and (?::text is null or c.barcode <= ?)
           and (?::uuid is null or c.import_id = ?)
         order by c.id desc limit ?) as newest order by barcode`,
      [
        ...[which.from ?? null, which.from ?? null, which.to ?? null, which.to ?? null],
        ...[which.importId ?? null, which.importId ?? null, which.newest ?? MOST],
      ]
    )
    if (!copies.length) throw new PluginError('E_CDI_NO_LABEL', 422, 'no copy is meant')
    const labels = copies.map(({ title, call_number: callNumber, barcode }): Label => {
      const lines = callNumber ? [callNumber, title] : [title]
      return { lines: [...lines, scope.school.name], code: barcode }
    })
    return send(response, await labelSheet(labels, { format: name, skip: from }))
  }

  /** Cards of a class's readers; who has none yet gets a code. */
  async cards({ scope, request, response }: CdiContext) {
    const { format: name, skip: from = 0, groupId } = await request.validateUsing(cardsBody)
    const readers = await rowsOf<{ id: string; name: string; group: string; code: string | null }>(
      `select m.id, m.display_name as name, g.name as "group", k.code from core_api.group_members gm
       join core_api.members m on m.id = gm.member_id join core_api.groups g on g.id = gm.group_id
       left join cards k on k.member_id = m.id where gm.group_id = ? order by m.display_name, m.id limit ?`,
      [groupId, MOST]
    )
    if (!readers.length) throw new PluginError('E_CDI_NO_LABEL', 422, 'nobody is meant')
    const without = readers.filter(({ code }) => code === null)
    const codes = without.length ? await freeCards(without.length) : []
    await rowsOf('insert into cards (member_id, code) select * from unnest(?::uuid[], ?::text[])', [
      without.map(({ id }) => id),
      codes,
    ])
    for (const [index, reader] of without.entries()) reader.code = codes[index]!
    const labels = readers.map((reader): Label => ({
      ...{ lines: [reader.name, reader.group, scope.school.name], code: reader.code! },
    }))
    await scope.audit('cards.printed', groupId, { count: readers.length })
    return send(response, await labelSheet(labels, { format: name, skip: from }))
  }
}

function send(response: CdiContext['response'], pdf: Buffer) {
  response.header('Content-Type', 'application/pdf')
  response.header('Content-Disposition', 'attachment; filename="etiquettes.pdf"')
  return response.send(pdf)
}
