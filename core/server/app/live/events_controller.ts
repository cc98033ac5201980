import type { HttpContext } from '@adonisjs/core/http'
import { Failure } from '#app/failure'
import { onClosing } from '#app/watch/stopping'
import { listen, listening } from './bus.ts'

/** Pages of one account that listen to one process: several tabs, two devices. */
const MOST_PAGES = 12
const EVENTS = 'text/event-stream'
const HEARTBEAT = 20_000
/** Milliseconds after which the page connects anew, and its session is looked at again. */
const LONGEST = 10 * 60_000
/** Bytes that wait for a line too slow to take them: beyond, the page connects anew and looks for itself. */
const MOST_UNSENT = 65_536
/** Milliseconds that a browser waits before it connects again. */
const RETRY = 3000

/** What the browser of somebody signed in hears at once: server-sent events. */
export default class EventsController {
  /** @throws E_EVENTS_ONLY (406) to who does not ask for events, E_TOO_MANY_REQUESTS (429) when this account listens in too many pages */
  stream({ identity, response, request }: HttpContext) {
    if (!request.header('accept')?.includes(EVENTS)) throw new Failure('E_EVENTS_ONLY', 406)
    const account = identity!.account.id
    if (listening(account) >= MOST_PAGES)
      throw new Failure('E_TOO_MANY_REQUESTS', 429, { values: { minutes: 1, seconds: 60 } })
    const raw = response.response
    for (const [name, value] of Object.entries(response.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value as string)
    raw.writeHead(200, {
      'Content-Type': `${EVENTS}; charset=utf-8`,
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    raw.write(`retry: ${RETRY}\nevent: hello\ndata: {}\n\n`)
    const stop = listen(account, (event, data) => {
      if (raw.writableLength > MOST_UNSENT) raw.destroy()
      else raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    })
    const heartbeat = setInterval(() => raw.write(': \n\n'), HEARTBEAT)
    const longest = setTimeout(() => raw.end(), LONGEST)
    const stay = onClosing(() => raw.end())
    return new Promise<void>((resolve) => {
      request.request.once('close', () => {
        clearInterval(heartbeat)
        clearTimeout(longest)
        stop()
        stay()
        resolve()
      })
    })
  }
}
