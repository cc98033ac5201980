import type { HttpContext } from '@adonisjs/core/http'
import { Failure } from '#app/failure'
import { readLink, type FileLink } from '#app/host/file_links'
import { echoedRevision } from '#app/host/member_scope'
import { fileStore, type ByteRange } from '../store/index.ts'
import { byteRange } from './byte_range.ts'
import { contentDisposition } from './content_disposition.ts'
import { linkedFile, type LinkedFile } from './linked_file.ts'

/** What is served: where its bytes are, and how it calls itself. */
interface Served {
  key: string
  type: string
  disposition: string
  /** Bytes; those of a thumbnail are asked of the store. */
  size: number | undefined
  etag: string
}

/** Nothing in a file runs, is framed or asks for anything, even opened in the browser. */
const POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** Gives a file's bytes to whoever a link was made for. */
export default class DownloadController {
  async show(ctx: HttpContext) {
    const link = readLink(String(ctx.params['token']))
    if (!link) throw new Failure('E_NOT_FOUND', 404)
    if (link.expiresAt <= new Date()) throw new Failure('E_FILE_LINK', 410)
    const served = await servedBy(ctx, link)
    const store = await fileStore()
    const size = served.size ?? (await store.look(served.key))?.size
    if (size === undefined) throw new Failure('E_FILE_STORE', 503)
    const range = rangeOf(ctx, served.etag, size)
    describe(ctx, { ...served, size }, range)
    if (ctx.request.method() === 'HEAD') return
    const bytes = await store.read(served.key, range).catch((cause: unknown) => {
      ctx.logger.error({ err: cause, file: link.fileId }, 'the bytes of a file cannot be read')
      for (const name of ['Content-Length', 'Content-Range', 'Content-Disposition'])
        ctx.response.removeHeader(name)
      throw Object.assign(new Failure('E_FILE_STORE', 503), { cause })
    })
    return ctx.response.stream(bytes)
  }
}

/** The link's file, if it is still open to who asks: see `linkedFile`. @throws E_NOT_FOUND (404) */
async function servedBy(ctx: HttpContext, link: FileLink): Promise<Served> {
  const row = await linkedFile(link, ctx.identity!.account.id, echoedRevision(ctx))
  if (!row) throw new Failure('E_NOT_FOUND', 404)
  return variantOf(row, link.variant)
}

function variantOf(row: LinkedFile, variant: FileLink['variant']): Served {
  const digest = row.sha256.toString('base64url', 0, 18)
  if (variant === 'thumbnail') {
    if (!row.thumbnail_key) throw new Failure('E_NOT_FOUND', 404)
    const disposition = contentDisposition('inline', `${row.name}.webp`)
    const key = row.thumbnail_key
    return { key, type: 'image/webp', disposition, size: undefined, etag: `"t-${digest}"` }
  }
  const shown = variant === 'view' && row.thumbnail_key !== null
  return {
    ...{ key: row.store_key, type: row.type, size: Number(row.size), etag: `"${digest}"` },
    disposition: contentDisposition(shown ? 'inline' : 'attachment', row.name),
  }
}

/** @throws E_FILE_RANGE (416) */
function rangeOf({ request, response }: HttpContext, etag: string, size: number) {
  const condition = request.header('if-range')
  if (condition !== undefined && condition !== etag) return undefined
  const range = byteRange(request.header('range'), size)
  if (range !== 'unsatisfiable') return range
  response.header('Content-Range', `bytes */${size}`)
  throw new Failure('E_FILE_RANGE', 416)
}

function describe(
  { response }: HttpContext,
  { type, disposition, size, etag }: Served & { size: number },
  range: ByteRange | undefined
) {
  response.header('Content-Type', type.startsWith('text/') ? `${type}; charset=utf-8` : type)
  response.header('Content-Disposition', disposition)
  response.header('Content-Security-Policy', POLICY)
  response.header('Accept-Ranges', 'bytes')
  response.header('ETag', etag)
  response.header('Content-Length', range ? range.end - range.start + 1 : size)
  if (!range) return
  response.status(206)
  response.header('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
}
