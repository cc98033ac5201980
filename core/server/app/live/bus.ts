import logger from '@adonisjs/core/services/logger'
import { registerReading } from '#app/watch/metrics'
import { openRelay, type OpenRelay } from './relay.ts'

/** Something that the browsers of these accounts should know now. It may be lost: what matters is stored elsewhere. */
export interface Told {
  accounts: string[]
  event: string
  data: object
}

type Listener = (event: string, data: object) => void

const TOPIC = 'told'
/** Accounts named by one message: well below the size that the relay takes. */
const MOST_ACCOUNTS = 5000

const listeners = new Map<string, Set<Listener>>()
let relay: OpenRelay | undefined

/** Joins the relay between the processes; until then, and where it fails, news reach this process only. */
export async function openBus(): Promise<void> {
  registerReading({
    name: 'preau_live_connections',
    help: 'Open pages that this process tells what happens',
    read: () => [{ value: [...listeners.values()].reduce((sum, own) => sum + own.size, 0) }],
  })
  relay = openRelay()
  relay.on('error', (error: Error) => logger.warn({ err: error }, 'live bus'))
  try {
    await relay.subscribe<Told>(TOPIC, ({ data }) => deliver(data))
  } catch (error) {
    logger.warn({ err: error }, 'the live bus could not be joined: pages will hear less')
  }
}

/** Tells the open pages of these accounts, in every process. Never throws; call it once the fact is committed. */
export function tell(accounts: readonly string[], event: string, data: object): void {
  for (let at = 0; at < accounts.length; at += MOST_ACCOUNTS) {
    const told = { accounts: accounts.slice(at, at + MOST_ACCOUNTS), event, data }
    if (!relay) deliver(told)
    else
      relay.publish(TOPIC, told).catch((error: unknown) => {
        logger.warn({ err: error }, 'live bus')
        deliver(told)
      })
  }
}

function deliver({ accounts, event, data }: Told): void {
  for (const account of accounts)
    for (const listener of listeners.get(account) ?? []) listener(event, data)
}

/** Hears what is told to an account; answers how to stop. */
export function listen(account: string, listener: Listener): () => void {
  const own = listeners.get(account) ?? new Set()
  listeners.set(account, own.add(listener))
  return () => {
    own.delete(listener)
    if (!own.size) listeners.delete(account)
  }
}

/** How many pages of an account listen in this process. */
export function listening(account: string): number {
  return listeners.get(account)?.size ?? 0
}

/** Leaves the relay, when the process stops. */
export async function closeBus(): Promise<void> {
  await relay?.close().catch(() => undefined)
  relay = undefined
}
