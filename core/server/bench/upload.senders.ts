import { request } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { proofs } from '../../testing/src/file_sender.ts'
import { appendBytes, beginUpload } from '../../testing/src/resumable_sender.ts'
import type { Visitor } from '../../testing/src/visitor.ts'

const PART = 5 * 1024 * 1024
const CHUNK = Buffer.alloc(64 * 1024, 'preau')
const HEAD = Buffer.from('%PDF-1.7\n')

/** A file made as it is read: a PDF as far as its beginning tells. */
export interface LargeFile {
  size: number
  read(start: number, end: number): Readable
}

/** A file of so many bytes, none of them in memory. */
export function largeFile(size: number): LargeFile {
  return {
    size,
    read: (start, end) =>
      Readable.from(
        (function* () {
          let at = start
          if (at === 0) yield HEAD.subarray(0, Math.min(HEAD.length, (at += HEAD.length)))
          while (at < end) {
            const piece = CHUNK.subarray(0, Math.min(CHUNK.length, end - at))
            at += piece.length
            yield piece
          }
        })(),
        { objectMode: false }
      ),
  }
}

/** Sends a file in one request. @throws when it is not kept */
export async function sendWhole(visitor: Visitor, path: string, file: LargeFile): Promise<void> {
  const headers = {
    ...proofs(visitor),
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(file.size),
    'X-File-Name': 'large.pdf',
  }
  const sending = request(visitor.base + path, { method: 'POST', headers })
  const answered = new Promise<number>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
  })
  await pipeline(file.read(0, file.size), sending)
  const status = await answered
  if (status !== 201) throw new Error(`the upload was answered ${status}`)
}

/** Sends a file by the tus protocol, part by part. @throws when a part is not kept */
export async function sendInParts(visitor: Visitor, path: string, file: LargeFile): Promise<void> {
  const { location } = await beginUpload(visitor, path, { name: 'large.pdf', size: file.size })
  for (let offset = 0; offset < file.size; offset += PART) {
    const end = Math.min(offset + PART, file.size)
    const body = await buffer(file.read(offset, end))
    const { status, text } = await appendBytes(visitor, location, { offset, body })
    if (status >= 300) throw new Error(`a part was answered ${status}: ${text}`)
  }
}
