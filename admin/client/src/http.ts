import { ApiFailure } from './failure.ts'
import { keepFile } from './keep_file.ts'
import { createRevision } from './revision.ts'
import type { ApiError, SchoolModule } from './types.ts'
import { sendFile, type UploadOptions } from './upload.ts'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Http {
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  put<T>(path: string, body?: unknown): Promise<T>
  delete<T>(path: string): Promise<T>
  /** Whether this browser seems to hold a session: the server alone knows. */
  signedIn(): boolean
  /** Asks for a file by POST, and has the browser keep it under the name that the server gives. */
  download(path: string, body?: unknown): Promise<void>
  /** Sends a file's bytes; a large one in parts. */
  upload<T>(path: string, file: File, options?: UploadOptions): Promise<T>
  /** Forgets what this tab knew of the person who signed out. */
  forget(): void
}

export interface HttpOptions {
  /** Language of the sentences of errors. */
  language: () => string
  /** Called for each failure, before it is thrown. */
  onFailure?: (failure: ApiFailure, path: string) => void
  /** Sentence for when nothing answers, or something that is not the API. */
  unreachable: () => string
}

function cookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return found && decodeURIComponent(found.slice(name.length + 1))
}

function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

async function readFailure(response: Response, unreachable: string): Promise<ApiFailure> {
  try {
    const body: { errors?: ApiError[]; missing?: SchoolModule['missing'] } = await response.json()
    if (body.errors?.length) {
      return new ApiFailure(response.status, body.errors, { missing: body.missing })
    }
  } catch {
    // not JSON: a proxy's page, or nothing at all
  }
  return new ApiFailure(response.status, [{ code: 'E_UNREADABLE', message: unreachable }])
}

/** Calls to the API of this origin: cookies, CSRF, revision and language are taken care of. */
// eslint-disable-next-line max-lines-per-function -- one closure over the revision and the options
export function createHttp(options: HttpOptions): Http {
  const revision = createRevision(globalThis.sessionStorage)

  async function answer(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(path, init)
    } catch (cause) {
      if (init.signal?.aborted) throw cause
      throw new ApiFailure(0, [{ code: 'E_OFFLINE', message: options.unreachable() }], { cause })
    }
  }

  function headersOf(method: string, body: unknown): Headers {
    const headers = new Headers({
      Accept: 'application/json',
      'Accept-Language': options.language(),
    })
    const token = method === 'GET' ? undefined : cookie('XSRF-TOKEN')
    if (token) headers.set('X-XSRF-TOKEN', token)
    if (revision.get()) headers.set('X-Preau-Revision', revision.get())
    if (body !== undefined) headers.set('Content-Type', 'application/json')
    return headers
  }

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal
  ): Promise<Response> {
    try {
      const response = await answer(path, {
        method,
        headers: headersOf(method, body),
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'same-origin',
        signal,
      })
      if (!response.ok) throw await readFailure(response, options.unreachable())
      revision.see(response.headers.get('X-Preau-Revision'))
      return response
    } catch (error) {
      if (error instanceof ApiFailure) options.onFailure?.(error, path)
      throw error
    }
  }

  async function send<T>(...asked: Parameters<typeof ask>): Promise<T> {
    const text = await (await ask(...asked)).text()
    return (text ? JSON.parse(text) : undefined) as T
  }

  return {
    get: (path, query, signal) => send('GET', withQuery(path, query), undefined, signal),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path) => send('DELETE', path),
    download: async (path, body = {}) => keepFile(await ask('POST', path, body)),
    signedIn: () => cookie('XSRF-TOKEN') !== undefined,
    async upload<T>(path: string, file: File, how: UploadOptions = {}) {
      try {
        const headers = () => headersOf('POST', undefined)
        return await sendFile<T>(path, file, { ...how, headers, unreachable: options.unreachable })
      } catch (error) {
        if (error instanceof ApiFailure) options.onFailure?.(error, path)
        throw error
      }
    },
    forget: () => revision.forget(),
  }
}
