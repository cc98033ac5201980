import { getCurrentScope, onScopeDispose } from 'vue'
import { openLine, type Line } from './live_line.ts'

/** What the server tells open pages: their notifications have changed; work that they asked for goes on. */
export type LiveEvent = 'notifications' | 'work'
type Handler = (data: object) => void

const EVENTS: readonly LiveEvent[] = ['notifications', 'work']
const handlers = new Map<LiveEvent, Set<Handler>>()
let line: Line | undefined

function hear(event: string, data: object): void {
  for (const handler of handlers.get(event as LiveEvent) ?? []) handler(data)
}

/** Something may have been missed: whoever listens looks for himself. */
function lookAgain(): void {
  for (const event of handlers.keys()) hear(event, {})
}

/**
 * Calls `handler` when the server says `event`, until the component is gone; also, with nothing in it,
 * when the line is open for the first time, or again. What is heard is a hint: the facts are asked for. All the
 * tabs of a browser share one line.
 */
export function useLive(event: LiveEvent, handler: Handler): void {
  const own = handlers.get(event) ?? new Set()
  handlers.set(event, own.add(handler))
  line ??= openLine(EVENTS, { hear, lookAgain })
  if (getCurrentScope()) onScopeDispose(() => forget(event, handler))
}

/**
 * As `useLive`, for a look at the server: what is said within `within` milliseconds makes one, at a moment of
 * its own, so that pages which are told together do not ask together.
 */
export function useLiveLook(event: LiveEvent, look: () => void, within: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  useLive(event, () => {
    timer ??= setTimeout(() => {
      timer = undefined
      look()
    }, Math.random() * within)
  })
  if (getCurrentScope()) onScopeDispose(() => clearTimeout(timer))
}

function forget(event: LiveEvent, handler: Handler): void {
  const own = handlers.get(event)
  own?.delete(handler)
  if (!own?.size) handlers.delete(event)
  if (handlers.size) return
  line?.close()
  line = undefined
}
