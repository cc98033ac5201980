import { isControl, type Field, type UnimarcRecord } from './record.ts'

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n`
/** ISO 25577: what the BnF answers, and UNIMARC's own home in XML. */
const MARCXCHANGE = 'info:lc/xmlns/marcxchange-v2'
const MARCXML = 'http://www.loc.gov/MARC21/slim'

/** The two ways in which records are written in XML: the same but for their names. */
export type XmlFormat = 'marcxml' | 'mxc'

/** What stands before the records of a file, and after them. */
export function xmlFrame(format: XmlFormat): { before: string; after: string } {
  return format === 'mxc'
    ? {
        before: `${HEAD}<mxc:collection xmlns:mxc="${MARCXCHANGE}">\n`,
        after: '</mxc:collection>\n',
      }
    : { before: `${HEAD}<collection xmlns="${MARCXML}">\n`, after: '</collection>\n' }
}

/** One record as an element of such a file. */
export function writeXmlRecord({ label, fields }: UnimarcRecord, format: XmlFormat): string {
  const prefix = format === 'mxc' ? 'mxc:' : ''
  const attributes = format === 'mxc' ? ' format="UNIMARC" type="Bibliographic"' : ''
  const inside = fields.map((field) => fieldXml(field, prefix)).join('')
  return `<${prefix}record${attributes}>\n<${prefix}leader>${escaped(label)}</${prefix}leader>\n${inside}</${prefix}record>\n`
}

function fieldXml(field: Field, prefix: string): string {
  const tag = escaped(field.tag)
  if (isControl(field))
    return `<${prefix}controlfield tag="${tag}">${escaped(field.value)}</${prefix}controlfield>\n`
  const [first = ' ', second = ' '] = field.indicators
  const inside = field.subfields.map(
    ([code, value]) =>
      `<${prefix}subfield code="${escaped(code)}">${escaped(value)}</${prefix}subfield>`
  )
  return `<${prefix}datafield tag="${tag}" ind1="${escaped(first)}" ind2="${escaped(second)}">${inside.join('')}</${prefix}datafield>\n`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML 1.0 may hold it: C1 marks stay, as references; what XML cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter]!)
    .replace(/[\r\u0080-\u009f]/g, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`)
}
