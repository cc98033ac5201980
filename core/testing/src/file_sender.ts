import { request } from 'node:http'
import type { Answer, Visitor } from './visitor.ts'

/** A file that a test sends: whole, in one request. */
export interface Sent {
  name: string
  bytes: Buffer
  /** Says another length than it has, and hangs up after the bytes. */
  announced?: number
}

/** Sends a file as a page does. @throws when the server hangs up without a word */
export function sendFile(visitor: Visitor, path: string, file: Sent): Promise<Answer> {
  const { name, bytes, announced = bytes.length } = file
  const headers = {
    ...proofs(visitor),
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(announced),
    'X-File-Name': encodeURIComponent(name),
  }
  return new Promise((resolve, reject) => {
    const sending = request(visitor.base + path, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const json = response.headers['content-type']?.includes('json')
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: json ? JSON.parse(text) : text,
        })
      })
    })
    sending.on('error', reject)
    sending.write(bytes)
    if (announced === bytes.length) sending.end()
    else setTimeout(() => sending.destroy(), 50)
  })
}

/** What a browser adds to the requests of somebody signed in. */
export function proofs(visitor: Visitor): Record<string, string> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { cookie, 'X-XSRF-TOKEN': visitor.cookies.get('XSRF-TOKEN') ?? '' }
}

/** Fetches a link's bytes as somebody. */
export async function fetchBytes(
  visitor: Visitor,
  path: string,
  headers: Record<string, string> = {}
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(visitor.base + path, { headers: { ...proofs(visitor), ...headers } })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}
