import type { Profile } from '@preau/kit'
import { Client } from 'pg'
import { coreQuery } from '#app/core_query'
import { loadedPlugins } from './registry.ts'
import { resolveSettings } from './settings.ts'

export interface PauseFact {
  /** Empty: everybody. */
  profiles: Profile[]
  mode: 'off' | 'read-only'
  until: Date | null
  reason: string
}

/** One module in one school, as the gate looks at it. */
export interface Activation {
  plugin: string
  isOn: boolean
  active: boolean
  pause: PauseFact | null
  settings: Record<string, unknown>
  revision: bigint
}

/** All the modules of a school, read at one moment. */
export interface SchoolActivations {
  /** The highest revision of the school's own changes in it. */
  revision: bigint
  modules: Map<string, Activation>
}

interface Row {
  plugin: string
  is_on: boolean
  active: boolean
  paused_profiles: Profile[] | null
  paused_mode: 'off' | 'read-only' | null
  paused_until: Date | null
  paused_reason: string | null
  settings: Record<string, unknown>
  revision: string
}

const CHANNEL = 'preau_activations'
const MOST_AGE = 30_000
const MOST_SCHOOLS = 5_000
const RETRY = 500

interface Kept {
  at: number
  /** The highest revision that somebody had seen before this was read: up to there it is surely not behind. */
  seen: bigint
  read: Promise<SchoolActivations>
}

const cache = new Map<string, Kept>()
let listening = false
let listener: Client | undefined
let stopped = false

/**
 * The school's modules, as fresh as `atLeast` asks: from memory while the
 * listener hears of changes, for 30 s at most, else from the database.
 */
export async function activationsOf(schoolId: string, atLeast = 0n): Promise<SchoolActivations> {
  const kept = cache.get(schoolId)
  if (kept && listening && kept.seen >= atLeast && Date.now() - kept.at < MOST_AGE) return kept.read
  const seen = kept && kept.seen > atLeast ? kept.seen : atLeast
  const read = readActivations(schoolId)
  if (listening) {
    if (cache.size >= MOST_SCHOOLS) cache.clear()
    const entry = { at: Date.now(), seen, read }
    cache.set(schoolId, entry)
    read.catch(() => cache.get(schoolId) === entry && cache.delete(schoolId))
  }
  return read
}

async function readActivations(schoolId: string): Promise<SchoolActivations> {
  const rows = await coreQuery<Row>('select * from core.activations where school_id = ?', [
    schoolId,
  ])
  const modules = new Map<string, Activation>()
  for (const row of rows) modules.set(row.plugin, await activationOf(row))
  const revisions = rows.map((row) => BigInt(row.revision))
  return { revision: revisions.reduce((most, one) => (one > most ? one : most), 0n), modules }
}

async function activationOf(row: Row): Promise<Activation> {
  const loaded = loadedPlugins().find(({ manifest }) => manifest.id === row.plugin)
  const settings = loaded
    ? (await resolveSettings(loaded.manifest, row.settings)).values
    : row.settings
  const pause = row.paused_mode && {
    profiles: row.paused_profiles ?? [],
    mode: row.paused_mode,
    until: row.paused_until,
    reason: row.paused_reason ?? '',
  }
  return {
    plugin: row.plugin,
    isOn: row.is_on,
    active: row.active && loaded !== undefined,
    pause: pause || null,
    settings,
    revision: BigInt(row.revision),
  }
}

/** Drops what is kept of a school; a read under way is dropped too, since its entry goes. */
export function forget(schoolId: string): void {
  cache.delete(schoolId)
}

/** Hears of changes made by any process; while it cannot, nothing is kept. Reconnects by itself. */
export async function listenForChanges(url: string): Promise<void> {
  stopped = false
  const client = new Client({
    connectionString: url,
    application_name: 'preau listener',
    keepAlive: true,
  })
  listener = client
  client.on('notification', ({ payload = '' }) => forget(payload.split('|')[0] ?? ''))
  const lost = () => {
    if (listener !== client) return
    listener = undefined
    listening = false
    cache.clear()
    if (!stopped) setTimeout(() => void listenForChanges(url), RETRY).unref()
  }
  client.on('error', lost)
  client.on('end', lost)
  try {
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
    listening = listener === client
  } catch {
    lost()
  }
}

/** Ends the listener, when the process stops. */
export async function stopListening(): Promise<void> {
  stopped = true
  listening = false
  await listener?.end().catch(() => undefined)
}

/** The statement by which a switch tells every process, inside its own transaction. */
export const NOTIFY = `select pg_notify('${CHANNEL}', ?)`
