/** A line to the server's events. */
export interface Line {
  close(): void
}

interface Ears {
  hear(event: string, data: object): void
  /** The line has just been opened, or there is none: something may have been said meanwhile. */
  lookAgain(): void
}

const ADDRESS = '/api/me/events'
const CHANNEL = 'preau.live'
/** Milliseconds given to the page's own loading before a line is opened beside it. */
const AFTER_LOADING = 2000
/** Milliseconds before a lost line is tried again: doubled each time, and never the same for all. */
const FIRST_WAIT = 4000
const LONGEST_WAIT = 120_000
/** Milliseconds between two looks where a line that stays open would cost too much. */
const LOOK_EVERY = 300_000

interface Connection {
  saveData?: boolean
  effectiveType?: string
}

/** Whether the line is slow or counted: then pages look from time to time, and keep nothing open. */
function isPoor(): boolean {
  const { connection } = navigator as Navigator & { connection?: Connection }
  return connection?.saveData === true || /2g$/.test(connection?.effectiveType ?? '')
}

/**
 * Opens the line of this tab. Where the browser can tell its tabs apart, one of them holds the
 * connection and passes on what it hears; when it is closed another takes over.
 */
export function openLine(events: readonly string[], ears: Ears): Line {
  if (isPoor()) return looking(ears)
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) return connected(events, ears)
  return shared(events, ears)
}

function looking({ lookAgain }: Ears): Line {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') lookAgain()
  }, LOOK_EVERY)
  return { close: () => clearInterval(timer) }
}

interface Passed {
  event?: string
  data?: object
}

function shared(events: readonly string[], ears: Ears): Line {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data: { event, data = {} } }: MessageEvent<Passed>) =>
    event === undefined ? ears.lookAgain() : ears.hear(event, data)
  const passing: Ears = {
    hear(event, data) {
      ears.hear(event, data)
      channel.postMessage({ event, data } satisfies Passed)
    },
    lookAgain() {
      ears.lookAgain()
      channel.postMessage({} satisfies Passed)
    },
  }
  const leaving = new AbortController()
  const hold = () =>
    new Promise<void>((resolve) => {
      const line = connected(events, passing)
      leaving.signal.addEventListener('abort', () => {
        line.close()
        resolve()
      })
    })
  navigator.locks.request(CHANNEL, { signal: leaving.signal }, hold).catch(() => undefined)
  return {
    close() {
      leaving.abort()
      channel.close()
    },
  }
}

/** A connection that comes back by itself, whatever closed it. */
function connected(events: readonly string[], { hear, lookAgain }: Ears): Line {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_WAIT

  function open(): void {
    source = new EventSource(ADDRESS)
    source.addEventListener('hello', () => {
      wait = FIRST_WAIT
      lookAgain()
    })
    for (const event of events)
      source.addEventListener(event, ({ data }: MessageEvent<string>) =>
        hear(event, JSON.parse(data))
      )
    source.addEventListener('error', () => {
      // Refused rather than cut: the browser gives up, we come back later.
      if (source?.readyState === EventSource.CLOSED) later()
    })
  }

  function later(): void {
    timer = setTimeout(open, wait * (0.5 + Math.random()))
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }

  timer = setTimeout(open, AFTER_LOADING)
  return {
    close() {
      clearTimeout(timer)
      source?.close()
    },
  }
}
