import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeXmlRecord } from '../server/unimarc/marcxml_write.ts'
import type { UnimarcRecord } from '../server/unimarc/record.ts'

/** A server of SRU whose next answers a test decides. */
export interface Source {
  origin: string
  answer:
    | { records: UnimarcRecord[] }
    | { status?: number; body: string }
    | { redirect: string }
    /** Begins to answer, and never ends. */
    | { never: true }
  /** The queries (CQL) that it was asked. */
  asked: string[]
  close(): Promise<void>
}

export async function sourceOfRecords(): Promise<Source> {
  const server = createServer((request, response) => {
    source.asked.push(new URL(request.url!, 'http://source').searchParams.get('query') ?? '')
    reply(response, source.answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const source: Source = {
    origin: `http://127.0.0.1:${port}`,
    answer: { records: [] },
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return source
}

function reply(response: ServerResponse, answer: Source['answer']): void {
  if ('never' in answer) return void response.writeHead(200).write('<srw:')
  if ('redirect' in answer) return void response.writeHead(302, { location: answer.redirect }).end()
  const [status, body] =
    'records' in answer ? [200, answered(answer.records)] : [answer.status ?? 200, answer.body]
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
}

/** As the BnF answers. */
function answered(records: readonly UnimarcRecord[]): string {
  const each = records.map(
    (record) =>
      `<srw:record><srw:recordSchema>unimarcXchange</srw:recordSchema><srw:recordPacking>xml</srw:recordPacking><srw:recordData>${writeXmlRecord(record, 'mxc')}</srw:recordData></srw:record>`
  )
  return `<?xml version="1.0" encoding="UTF-8"?><srw:searchRetrieveResponse xmlns:srw="http://www.loc.gov/zing/srw/" xmlns:mxc="info:lc/xmlns/marcxchange-v2">
<srw:version>1.2</srw:version><srw:numberOfRecords>${records.length}</srw:numberOfRecords><srw:records>${each.join('')}</srw:records></srw:searchRetrieveResponse>`
}
