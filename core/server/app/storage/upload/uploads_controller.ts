import type { HttpContext } from '@adonisjs/core/http'
import { Failure } from '#app/failure'
import { measure, roomLeft } from '../quotas.ts'
import { groundOf, type Ground } from './ground.ts'
import { acceptedFormats, receive } from './receive.ts'
import { handleResumable } from './resumable.ts'
import { shownUpload, uploadOf } from './uploads.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Uploads: outside of any scope and of any transaction, since bytes take their time. */
export default class UploadsController {
  /** What may be sent here, and how much room is left. */
  async rules(ctx: HttpContext) {
    const ground = await groundOf(ctx, false)
    const formats = acceptedFormats(ground)
    const { rooms } = await measure(ground)
    return {
      extensions: formats.flatMap(({ extensions }) => extensions),
      types: formats.map(({ type }) => type),
      kinds: ground.declaration.accepts,
      largest: ground.largest,
      most: ground.declaration.maxCount,
      left: roomLeft(rooms),
    }
  }

  /** A whole file in one request, or the beginning of one in several (tus). */
  async store(ctx: HttpContext) {
    const ground = await groundOf(ctx, true)
    if (ctx.request.header('tus-resumable')) return handleResumable(ctx, ground)
    const length = ctx.request.header('content-length')
    if (length === undefined || !/^\d{1,15}$/.test(length)) throw new Failure('E_FILE_LENGTH', 411)
    const announced = { name: nameOf(ctx), size: Number(length) }
    const id = await receive(ground, announced, ctx.request.request)
    ctx.response.status(201)
    return shownUpload((await uploadOf(ground, id))!)
  }

  /** How an upload stands; also told to tus by its headers alone. */
  async show(ctx: HttpContext) {
    const ground = await groundOf(ctx, false)
    if (ctx.request.method() === 'HEAD') return handleResumable(ctx, ground, idOf(ctx))
    return shownUpload(await found(ground, idOf(ctx)))
  }

  async append(ctx: HttpContext) {
    return handleResumable(ctx, await groundOf(ctx, true), idOf(ctx))
  }

  async destroy(ctx: HttpContext) {
    return handleResumable(ctx, await groundOf(ctx, true), idOf(ctx))
  }
}

function idOf({ params }: HttpContext): string {
  const id = String(params['upload'])
  if (!UUID.test(id)) throw new Failure('E_NOT_FOUND', 404)
  return id
}

async function found(ground: Ground, id: string) {
  const file = await uploadOf(ground, id)
  if (!file) throw new Failure('E_NOT_FOUND', 404)
  return file
}

/** The name is in a header, percent-encoded: addresses are written in logs. @throws E_FILE_NAME (422) */
function nameOf({ request }: HttpContext): string {
  try {
    return decodeURIComponent(request.header('x-file-name') ?? '')
  } catch {
    throw new Failure('E_FILE_NAME', 422)
  }
}
