import { SaxesParser } from 'saxes'
import { HostileXml, readMarcXml } from '../unimarc/marcxml_read.ts'
import type { UnimarcRecord } from '../unimarc/record.ts'

/** What a server of SRU (Search/Retrieve via URL, 1.1 and 1.2) has answered. */
export interface Answer {
  /** As it says; -1 when it says nothing. */
  total: number
  records: UnimarcRecord[]
  /** Its own words, where it could not. */
  diagnostic?: string
}

/** Reads an answer by the local names of its elements. @throws HostileXml when it is no XML, or more than XML */
export function readAnswer(text: string): Answer {
  const around = frameOf(text)
  const records = [...readMarcXml(text)].flatMap(({ record }) => (record ? [record] : []))
  return { ...around, records }
}

function frameOf(text: string): Pick<Answer, 'total' | 'diagnostic'> {
  const sax = new SaxesParser({ xmlns: true, position: false })
  let [inside, said, total, diagnostic] = ['', '', -1, '']
  sax.on('doctype', () => {
    throw new HostileXml('a document type')
  })
  sax.on('error', () => {
    throw new HostileXml('not XML')
  })
  sax.on('opentag', ({ local }) => {
    inside = local
    said = ''
  })
  sax.on('text', (part) => {
    if (said.length < 1000) said += part
  })
  sax.on('closetag', ({ local }) => {
    if (local === inside && local === 'numberOfRecords') total = Number(said) || 0
    if (local === inside && (local === 'message' || local === 'details'))
      diagnostic = [diagnostic, said.trim()].filter(Boolean).join(' ').slice(0, 300)
    inside = ''
  })
  sax.write(text).close()
  return { total, ...(diagnostic ? { diagnostic } : {}) }
}
