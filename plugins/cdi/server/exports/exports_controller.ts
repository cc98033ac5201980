import { recordIn } from '../catalogue/records_controller.ts'
import { rowsOf, type CdiContext } from '../scope.ts'
import { sayingUtf8, writeIso2709 } from '../unimarc/iso2709_write.ts'
import { writeXmlRecord, xmlFrame } from '../unimarc/marcxml_write.ts'
import { csvLine } from './csv.ts'

const AT_ONCE = 1000

/** Translates HTTP for what leaves whole: everything that the school has, in open formats. */
export default class ExportsController {
  async iso2709({ scope, response }: CdiContext) {
    const parts: Buffer[] = []
    for await (const marc of records()) parts.push(writeIso2709(sayingUtf8(recordIn(marc))))
    await scope.audit('records.exported', undefined, { count: parts.length })
    return send(response, { name: 'notices.mrc', type: 'application/marc' }, parts)
  }

  async marcXml({ scope, response }: CdiContext) {
    const { before, after } = xmlFrame('marcxml')
    const parts = [Buffer.from(before)]
    for await (const marc of records())
      parts.push(Buffer.from(writeXmlRecord(sayingUtf8(recordIn(marc)), 'marcxml')))
    await scope.audit('records.exported', undefined, { count: parts.length - 1 })
    parts.push(Buffer.from(after))
    return send(response, { name: 'notices.xml', type: 'application/marcxml+xml' }, parts)
  }

  async copies({ scope, response }: CdiContext) {
    const names = [
      'barcode',
      'call_number',
      'place',
      'state',
      'note',
      'title',
      'isbn',
      'times_lent',
    ]
    const parts = [
      csvLine(
        names.map((name) => scope.say(`csv.${name}`)),
        true
      ),
    ]
    await eachPage(
      `select c.id, c.barcode, c.call_number, c.place, c.state, c.note, r.title, r.isbn, c.times_lent
       from copies c join records r on r.id = c.record_id where c.id > ? order by c.id limit ?`,
      (row) => parts.push(csvLine(names.map((name) => row[name])))
    )
    await scope.audit('copies.exported', undefined, { count: parts.length - 1 })
    return send(response, { name: 'exemplaires.csv', type: 'text/csv; charset=utf-8' }, parts)
  }

  /** Names who has what: to whoever holds the desk. */
  async loans({ scope, response }: CdiContext) {
    const names = ['barcode', 'title', 'reader', 'lent_at', 'due_on', 'returned_at', 'renewals']
    const parts = [
      csvLine(
        names.map((name) => scope.say(`csv.${name}`)),
        true
      ),
    ]
    await eachPage(
      `select l.id, c.barcode, r.title, m.display_name as reader, l.lent_at, l.due_on::text, l.returned_at, l.renewals
       from loans l join copies c on c.id = l.copy_id join records r on r.id = c.record_id
       left join core_api.members m on m.id = l.member_id where l.id > ? order by l.id limit ?`,
      (row) => parts.push(csvLine(names.map((name) => row[name])))
    )
    await scope.audit('loans.exported', undefined, { count: parts.length - 1 })
    return send(response, { name: 'prets.csv', type: 'text/csv; charset=utf-8' }, parts)
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000'
type Row = Record<string, unknown> & { id: string }

async function eachPage(sql: string, take: (row: Row) => void): Promise<void> {
  for (let after = FIRST; ;) {
    const rows = await rowsOf<Row>(sql, [after, AT_ONCE])
    for (const row of rows) take(row)
    if (rows.length < AT_ONCE) return
    after = rows.at(-1)!.id
  }
}

async function* records(): AsyncGenerator<Buffer> {
  for (let after = FIRST; ;) {
    const rows = await rowsOf<{ id: string; marc: Buffer }>(
      'select id, marc from records where id > ? order by id limit ?',
      [after, AT_ONCE]
    )
    for (const { marc } of rows) yield marc
    if (rows.length < AT_ONCE) return
    after = rows.at(-1)!.id
  }
}

function send(
  response: CdiContext['response'],
  { name, type }: { name: string; type: string },
  parts: readonly Buffer[]
) {
  response.header('Content-Type', type)
  response.header('Content-Disposition', `attachment; filename="${name}"`)
  return response.send(Buffer.concat(parts))
}
