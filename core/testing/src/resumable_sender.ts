import { request } from 'node:http'
import { proofs } from './file_sender.ts'
import type { Visitor } from './visitor.ts'

/** What a request of the tus protocol came back with. */
export interface TusAnswer {
  status: number
  headers: Headers
  text: string
}

interface TusRequest {
  method: string
  path: string
  headers?: Record<string, string>
  body?: Buffer
  /** Hangs up after so many bytes of the body. */
  cutAfter?: number
}

/** One request of the tus protocol, as somebody. @throws when the line is cut */
export function tus(visitor: Visitor, one: TusRequest): Promise<TusAnswer> {
  const { method, path, body, cutAfter } = one
  const headers = {
    ...proofs(visitor),
    'Tus-Resumable': '1.0.0',
    ...(body ? { 'Content-Type': 'application/offset+octet-stream' } : {}),
    ...(body ? { 'Content-Length': String(body.length) } : {}),
    ...one.headers,
  }
  return new Promise((resolve, reject) => {
    const sending = request(visitor.base + path, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          text: Buffer.concat(chunks).toString(),
        })
      )
    })
    sending.on('error', reject)
    if (cutAfter === undefined) sending.end(body)
    else {
      sending.write(body!.subarray(0, cutAfter))
      setTimeout(() => sending.destroy(), 300)
    }
  })
}

/** Begins an upload; answers its address. */
export async function beginUpload(
  visitor: Visitor,
  path: string,
  { name, size }: { name: string; size: number }
): Promise<TusAnswer & { location: string }> {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`
  const headers = { 'Upload-Length': String(size), 'Upload-Metadata': metadata }
  const answer = await tus(visitor, { method: 'POST', path, headers })
  return { ...answer, location: answer.headers.get('location') ?? '' }
}

/** Adds bytes at an offset. */
export function appendBytes(
  visitor: Visitor,
  path: string,
  { offset, body, cutAfter }: { offset: number; body: Buffer; cutAfter?: number }
): Promise<TusAnswer> {
  const headers = { 'Upload-Offset': String(offset) }
  return tus(visitor, { method: 'PATCH', path, headers, body, ...(cutAfter ? { cutAfter } : {}) })
}
