import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { Server, type Lock } from '@tus/server'
import files from '#config/files'
import { answerTo } from '#app/exceptions_handler'
import { Failure } from '#app/failure'
import { examine } from '../examine/examine.ts'
import { HEAD } from '../examine/sniff.ts'
import { fileStore } from '../store/index.ts'
import type { Ground } from './ground.ts'
import { Lease } from './lease.ts'
import { formatOfStored, guess } from './receive.ts'
import { asFailure, refuse } from './refusal.ts'
import { reserve } from './reserve.ts'
import { ResumableStore, type Handling } from './resumable_store.ts'
import { uploadOf } from './uploads.ts'

/** What is no fault of the file. */
const PASSING = new Set(['E_FILE_STORE', 'E_FILE_TRUNCATED'])
/** Milliseconds that a refused request is still listened to, so that its sender hears the answer. */
const DRAIN = 10_000

/** Answers a request of the tus protocol (1.0: creation, with or without bytes, termination) about one upload. */
export async function handleResumable(
  ctx: HttpContext,
  ground: Ground,
  id?: string
): Promise<void> {
  const length = Number(ctx.request.header('content-length') ?? 0)
  const handling: Handling = { ground, length }
  if (id) {
    const file = await uploadOf(ground, id)
    if (!file) throw new Failure('E_NOT_FOUND', 404)
    // An offset that is not the upload's is tus's own to refuse (409): its sender then asks where to go on.
    const offset = ctx.request.header('upload-offset') === String(file.received)
    if (ctx.request.method() === 'PATCH' && offset) assertPart(length, file.size - file.received)
    handling.file = file
  }
  const { request, response } = ctx
  for (const [name, value] of Object.entries(response.getHeaders()))
    if (value !== undefined) response.response.setHeader(name, value)
  const closed = new Promise((resolve) => response.response.once('close', resolve))
  await serverOf(ctx, handling).handle(request.request, response.response)
  await closed
}

/** A request carries a part that S3 takes: 5 MB at least, or whatever is left. @throws E_FILE_CHUNK (400) */
function assertPart(length: number, left: number) {
  if (!Number.isSafeInteger(length) || length < Math.min(files.part, left) || length > left)
    throw new Failure('E_FILE_CHUNK', 400)
}

/** A tus server for one request: whatever it is asked, it knows one person and one upload only. */
function serverOf(ctx: HttpContext, handling: Handling): Server {
  const { ground } = handling
  return new Server({
    path: ctx.request.url().replace(/\/[0-9a-f-]{36}$/, ''),
    datastore: new ResumableStore(handling),
    relativeLocation: true,
    allowedOrigins: () => false,
    maxSize: ground.largest,
    locker: { newLock: (id) => lockOf(handling, id) },
    async namingFunction(request, metadata) {
      const size = Number(request.headers.get('upload-length') ?? 'NaN')
      handling.file = await reserve(ground, { name: metadata?.['filename'] ?? '', size })
      assertPart(handling.length || size, size)
      return handling.file.id
    },
    onUploadFinish: () => finish(handling),
    onResponseError: (_, error) => answerError(ctx, handling, error),
  })
}

/** A cut line ends the request before what it brought is noted: the lease lasts until then. */
function lockOf(handling: Handling, id: string): Lock {
  const lease = new Lease(handling.ground.schoolId, id)
  handling.lease = lease
  return {
    lock: (signal, letGo) => lease.lock(signal, letGo),
    async unlock() {
      await handling.writing
      await lease.unlock()
    },
  }
}

/** All the bytes are there: they are made one, and looked at. */
async function finish({ ground, file }: Handling) {
  const upload = (await uploadOf(ground, file!.id))!
  const store = await fileStore()
  await store.complete(upload)
  const end = Math.min(HEAD, upload.size) - 1
  const head = await buffer(await store.read(upload.key, { start: 0, end }))
  const format = await formatOfStored(ground, upload, await guess(ground, head, upload.name))
  await examine(upload, { format })
  return { status_code: 200, headers: {}, body: '' }
}

/** What is no passing failure ends the upload, and leaves nothing of it. */
async function answerError(ctx: HttpContext, { ground, file }: Handling, error: unknown) {
  if (isProtocol(error)) return undefined
  const failure = asFailure(error, ctx.request.request.destroyed)
  if (!isPassing(failure)) await refuse(ground, failure, file)
  await drained(ctx.request.request)
  const { status, body } = answerTo(failure, ctx)
  return { status_code: status, body: JSON.stringify(body) }
}

/** The store's or the line's failures, and ours: the upload may be taken up again. */
function isPassing(failure: unknown): boolean {
  return !(failure instanceof Failure) || PASSING.has(failure.code ?? '')
}

/** What tus itself refuses: a wrong offset, a lock that is held. */
function isProtocol(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status_code' in error
}

async function drained(request: IncomingMessage) {
  if (request.readableEnded || request.destroyed) return
  const ended = new Promise((resolve) => request.once('end', resolve).once('close', resolve))
  request.resume()
  await Promise.race([ended, sleep(DRAIN, undefined, { ref: false })])
}
