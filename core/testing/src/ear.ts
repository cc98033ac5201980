import type { Visitor } from './visitor.ts'

/** What a page hears by server-sent events, until it stops. */
export interface Ear<Data> {
  heard: Data[]
  stop(): void
}

/** Listens to one event of the server as a browser does; resolves once the stream is open. */
export async function listenTo<Data = object>(
  visitor: Pick<Visitor, 'cookies' | 'base'>,
  event: string,
  base = visitor.base
): Promise<Ear<Data>> {
  const controller = new AbortController()
  const heard: Data[] = []
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${base}/api/me/events`, {
    headers: { cookie, accept: 'text/event-stream' },
    signal: controller.signal,
  })
  if (!response.ok || !response.body) throw new Error(`no events: ${response.status}`)
  void read(response.body, event, (data) => heard.push(data as Data)).catch(() => undefined)
  return { heard, stop: () => controller.abort() }
}

async function read(
  body: ReadableStream<Uint8Array>,
  event: string,
  hear: (data: unknown) => void
): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of body) {
    text += decoder.decode(part, { stream: true })
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/m.exec(message) ?? []
      if (name === event && data !== undefined) hear(JSON.parse(data))
    }
  }
}
