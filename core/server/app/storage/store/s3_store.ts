import type { Readable } from 'node:stream'
import type { Disk } from '@adonisjs/drive'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { countedStream } from './counted.ts'
import type { Appended, ByteRange, FileStore, Partial } from './file_store.ts'

/** What a server answers when what is to be forgotten is already gone. */
const ABSENT = new Set(['NoSuchUpload', 'NoSuchKey', 'NotFound'])
/** What one answers that cannot take an upload back: its parts stay until the bucket's own rules delete them. */
const UNABLE = new Set(['NotImplemented', 'MethodNotAllowed'])

/** The server is told nothing of what it keeps. */
const OPAQUE = { ContentType: 'application/octet-stream' }

/** Sends a request whose body streams; when the body fails so does the request, which the SDK would let hang. */
function streaming<T>(
  body: Readable,
  send: (body: Readable, signal: AbortSignal) => Promise<T>
): Promise<T> {
  const controller = new AbortController()
  return new Promise((resolve, reject) => {
    body.once('error', (error) => {
      reject(error)
      controller.abort()
    })
    send(body, controller.signal).then(resolve, (error: unknown) => {
      body.destroy()
      reject(error)
    })
  })
}

/**
 * Files in a bucket of an S3 server. Plain S3 only: no ACL, no checksum
 * extension, keys deleted one by one; a part of an upload is one request's body,
 * streamed through, so that neither memory nor a temporary file holds it.
 */
export class S3Store implements FileStore {
  readonly kind = 's3'

  constructor(
    private readonly disk: Disk,
    private readonly client: S3Client,
    private readonly bucket: string,
    /** Keys of one page of a listing; the server's own choice unless given. */
    private readonly pageSize?: number
  ) {}

  async put(key: string, source: Readable, size: number): Promise<void> {
    const names = { Bucket: this.bucket, Key: key }
    await streaming(countedStream(source, size), (body, abortSignal) =>
      this.client.send(
        new PutObjectCommand({ ...names, ...OPAQUE, Body: body, ContentLength: size }),
        { abortSignal }
      )
    )
  }

  async begin(key: string): Promise<string> {
    const { UploadId } = await this.client.send(
      new CreateMultipartUploadCommand({ Bucket: this.bucket, Key: key, ...OPAQUE })
    )
    if (!UploadId) throw new Error('the S3 server gave no name to the upload')
    return UploadId
  }

  async append(upload: Partial, source: AsyncIterable<Buffer>, size: number): Promise<Appended> {
    const number = upload.parts.length + 1
    const names = { ...this.#names(upload), PartNumber: number }
    const { ETag } = await streaming(countedStream(source, size), (body, abortSignal) =>
      this.client.send(new UploadPartCommand({ ...names, Body: body, ContentLength: size }), {
        abortSignal,
      })
    )
    if (!ETag) throw new Error('the S3 server gave no tag to the part')
    return { received: upload.received + size, part: { number, etag: ETag } }
  }

  async complete(upload: Partial): Promise<void> {
    const Parts = upload.parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }))
    await this.client.send(
      new CompleteMultipartUploadCommand({ ...this.#names(upload), MultipartUpload: { Parts } })
    )
  }

  async discard({ key, multipart }: Pick<Partial, 'key' | 'multipart'>): Promise<void> {
    if (multipart)
      await this.client
        .send(new AbortMultipartUploadCommand(this.#names({ key, multipart })))
        .catch((error: unknown) => unless(error, ABSENT, UNABLE))
    await this.delete(key)
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    if (!range) return this.disk.getStream(key)
    const { Body } = await this.client.send(
      new GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Range: `bytes=${range.start}-${range.end}`,
      })
    )
    return Body as Readable
  }

  async delete(key: string): Promise<void> {
    await this.disk.delete(key).catch((error: Error) => unless(error.cause ?? error, ABSENT))
  }

  async look(key: string) {
    if (!(await this.disk.exists(key))) return undefined
    const { contentLength, lastModified } = await this.disk.getMetaData(key)
    return { size: contentLength, modifiedAt: lastModified }
  }

  async *list(folder: string): AsyncGenerator<string> {
    yield* this.#pages(`${folder}/`, true)
  }

  async *folders(): AsyncGenerator<string> {
    yield* this.#pages('/', false)
  }

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }))
  }

  async *#pages(prefix: string, recursive: boolean): AsyncGenerator<string> {
    let paginationToken: string | undefined
    do {
      const page = await this.disk.listAll(prefix, {
        recursive,
        ...(paginationToken ? { paginationToken } : {}),
        ...(this.pageSize ? { maxResults: this.pageSize } : {}),
      })
      for (const one of page.objects) {
        if (recursive && one.isFile) yield one.key
        if (!recursive && one.isDirectory) yield one.prefix
      }
      paginationToken = page.paginationToken
    } while (paginationToken)
  }

  #names({ key, multipart }: Pick<Partial, 'key' | 'multipart'>) {
    return { Bucket: this.bucket, Key: key, UploadId: multipart ?? '' }
  }
}

function unless(error: unknown, ...accepted: ReadonlySet<string>[]): void {
  if (error instanceof Error && accepted.some((names) => names.has(error.name))) return
  throw error
}
