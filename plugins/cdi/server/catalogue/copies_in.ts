import { fieldsOf, firstOf, textsOf, type UnimarcRecord } from '../unimarc/record.ts'

/** A copy as a record of another catalogue tells of it. */
export interface CopyIn {
  barcode: string
  callNumber: string
  place: string
  note: string
}

const BARCODE = /^[\x21-\x7e]{1,30}$/
const line = (text: string | undefined, most = 60) =>
  (text ?? '').replace(/\s+/g, ' ').trim().slice(0, most)

/** The copies of fields 995 (Recommandation 995): barcode $f, call number $k, place $e, else $b, note $u. */
export function copiesIn(record: UnimarcRecord): CopyIn[] {
  return fieldsOf(record, '995').flatMap((field) => {
    const [barcode = ''] = textsOf(field, 'f').map((text) => text.trim())
    if (!BARCODE.test(barcode)) return []
    const [place] = [...textsOf(field, 'e'), ...textsOf(field, 'b')]
    const callNumber = line(textsOf(field, 'k')[0] ?? firstOf(record, '676', 'a'))
    return [{ barcode, callNumber, place: line(place), note: line(textsOf(field, 'u')[0], 500) }]
  })
}
