/** An answer of the API, read to its end. */
export interface Answer<T> {
  status: number
  headers: Headers
  /** The parsed JSON; `undefined` without a body. */
  body: T
}

/** What the API answers when it refuses. */
export interface Refusal {
  errors: { code: string; message: string; field?: string }[]
}

const CSRF = 'XSRF-TOKEN'

/** A client that keeps cookies and proves its writes, as the application's pages do. */
export class Browserish {
  readonly cookies = new Map<string, string>()

  constructor(
    readonly baseUrl: string,
    /** Sent with every request. */
    readonly headers: Record<string, string> = {}
  ) {}

  get<T = unknown>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers)
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers)
  }

  put<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('PUT', path, body, headers)
  }

  delete<T = unknown>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('DELETE', path, undefined, headers)
  }

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {}
  ): Promise<Answer<T>> {
    const csrf = this.cookies.get(CSRF)
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(this.cookies.size ? { cookie: this.#cookieHeader() } : {}),
        ...(csrf && method !== 'GET' ? { 'x-xsrf-token': csrf } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    this.#keepCookies(response.headers.getSetCookie())
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      // The caller names the shape that it then asserts.
      body: (json ? JSON.parse(text) : undefined) as T,
    }
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keepCookies(lines: string[]) {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at).trim()
      const gone = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0')
      if (gone) this.cookies.delete(name)
      else this.cookies.set(name, pair.slice(at + 1).trim())
    }
  }
}

/** A client signed in as somebody. @throws when the sign-in is refused */
export async function signIn(
  baseUrl: string,
  identifier: string,
  password = 'preau-demo'
): Promise<Browserish> {
  const browser = new Browserish(baseUrl)
  const { status, body } = await browser.post('/api/session', { identifier, password })
  if (status !== 201) throw new Error(`${identifier}: ${status} ${JSON.stringify(body)}`)
  return browser
}
