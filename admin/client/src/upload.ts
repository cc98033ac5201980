import { ApiFailure } from './failure.ts'
import type { ApiError } from './types.ts'

/** Bytes beyond which a file is sent in parts, which survive a cut line. */
const WHOLE = 8 * 1024 * 1024
/** Bytes of a part: the least that the server takes. */
const PART = 5 * 1024 * 1024
/** Milliseconds before each new try. */
const RETRIES = [500, 1500, 4000, 10_000, 20_000, 30_000]

/** How an upload goes. */
export interface UploadOptions {
  /** Bytes sent so far. */
  onProgress?: (sent: number) => void
  /** Gives the upload up. */
  signal?: AbortSignal
}

/** What an upload needs of the calls' own manners. */
export interface UploadManners {
  headers: () => Headers
  unreachable: () => string
}

/** Sends a file: whole in one request, or in parts that go on after a cut line. @throws ApiFailure; the signal's reason when given up */
export function sendFile<T>(
  path: string,
  file: File,
  options: UploadOptions & UploadManners
): Promise<T> {
  return file.size <= WHOLE ? sendWhole(path, file, options) : sendParts(path, file, options)
}

type Sending = UploadOptions & UploadManners

function sendWhole<T>(path: string, file: File, sending: Sending): Promise<T> {
  const { signal, onProgress, unreachable } = sending
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of sending.headers()) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name))
    request.upload.addEventListener('progress', ({ loaded }) => onProgress?.(loaded))
    request.addEventListener('load', () => {
      const { status, responseText } = request
      if (status < 300) resolve(JSON.parse(responseText) as T)
      else reject(failureOf(status, responseText, unreachable()))
    })
    request.addEventListener('error', () => reject(failureOf(0, '', unreachable())))
    signal?.addEventListener('abort', () => {
      request.abort()
      reject(signal.reason as Error)
    })
    request.send(file)
  })
}

/** By the tus protocol, whose client is fetched only when a large file comes. */
async function sendParts<T>(path: string, file: File, sending: Sending): Promise<T> {
  const { signal, onProgress, headers, unreachable } = sending
  const { Upload, DetailedError } = await import('tus-js-client')
  const place = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: path,
      chunkSize: PART,
      retryDelays: RETRIES,
      metadata: { filename: file.name },
      storeFingerprintForResuming: false,
      // A cookie may have changed since the upload began.
      onBeforeRequest: (request) =>
        headers().forEach((value, name) => request.setHeader(name, value)),
      onShouldRetry: (error) => mayRetry(error.originalResponse?.getStatus() ?? 0),
      onProgress: (sent) => onProgress?.(sent),
      onSuccess: () => resolve(upload.url ?? ''),
      onError(error) {
        const answer = error instanceof DetailedError ? error.originalResponse : null
        reject(failureOf(answer?.getStatus() ?? 0, answer?.getBody() ?? '', unreachable()))
      },
    })
    signal?.addEventListener('abort', () => {
      void upload.abort(true).catch(() => undefined)
      reject(signal.reason as Error)
    })
    upload.start()
  })
  const response = await fetch(place, { headers: headers() })
  const text = await response.text()
  if (!response.ok) throw failureOf(response.status, text, unreachable())
  return JSON.parse(text) as T
}

/** No answer, another request at it, or a server that is unwell: not a refusal of the file. */
function mayRetry(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status >= 500
}

function failureOf(status: number, text: string, unreachable: string): ApiFailure {
  try {
    const { errors } = JSON.parse(text) as { errors?: ApiError[] }
    if (errors?.length) return new ApiFailure(status, errors)
  } catch {
    // not JSON: a proxy's page, or nothing at all
  }
  return new ApiFailure(status, [
    { code: status ? 'E_UNREADABLE' : 'E_OFFLINE', message: unreachable },
  ])
}
