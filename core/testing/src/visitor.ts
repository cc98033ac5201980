/** What a request came back with. */
export interface Answer {
  status: number
  headers: Headers
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the route answered; the test says what it expects
  body: any
}

/** Somebody with a browser: keeps cookies, sends back the proof against forged writes. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  /** Sent with every request. */
  headers: Record<string, string> = {}

  constructor(readonly base: string) {}

  get = (path: string) => this.send('GET', path)
  post = (path: string, body: unknown = {}) => this.send('POST', path, body)
  put = (path: string, body: unknown = {}) => this.send('PUT', path, body)
  delete = (path: string) => this.send('DELETE', path)

  /** Signs in; the answer is the sign-in's. */
  signIn(identifier: string, password = 'preau-demo'): Promise<Answer> {
    return this.post('/api/session', { identifier, password })
  }

  /** Sends whatever is asked, with the cookies kept and the proof against forged writes. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(method === 'GET' ? {} : { 'X-XSRF-TOKEN': this.cookies.get('XSRF-TOKEN') ?? '' }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...this.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    }
  }

  #keep(line: string) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at))
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}

/** Somebody signed in. @throws when the sign-in is refused */
export async function signedIn(
  base: string,
  identifier: string,
  password?: string
): Promise<Visitor> {
  const visitor = new Visitor(base)
  const { status, body } = await visitor.signIn(identifier, password)
  if (status !== 201) throw new Error(`${identifier} could not sign in: ${JSON.stringify(body)}`)
  return visitor
}
