import { join } from 'node:path'
import pg from 'pg'
import { alreadyRuns } from '../first_checks.mjs'
import { holderOf, takeLock } from '../lock.mjs'
import { DATA, DATA_LOCK } from '../paths.mjs'
import { Refusal } from '../refusal.mjs'
import { startCluster } from './postgres/cluster.ts'
import { readSecrets } from './secrets.ts'

/** Where the embedded database of this checkout lives. */
export const EMBEDDED = join(DATA, 'postgres')
const NAME = 'preau'

/** A database to work on, as its administrator. */
export interface WorkDatabase {
  /** The administrator's address. */
  url: string
  appKey: string
  /** For people: which server it is. */
  label: string
  /** Whether another process keeps it running, and migrated. */
  joined?: boolean
  stop(): Promise<void>
}

/**
 * Opens the database of this checkout: the server of `DATABASE_URL`, else the embedded one, started here.
 * The checkout's data stay locked for `about` until this process ends.
 * @throws Refusal when another process holds them, or the server does not answer
 */
export async function openDatabase(about: { what: string; url?: string }): Promise<WorkDatabase> {
  const holder = takeLock(DATA_LOCK, about)
  if (holder) throw new Refusal(alreadyRuns(holder))
  return process.env['DATABASE_URL'] ? external(process.env['DATABASE_URL']) : embedded()
}

/** As `openDatabase`, but works beside a running `npm start` or `npm run dev`, on the database that it keeps. */
export async function joinDatabase(about: { what: string }): Promise<WorkDatabase> {
  if (process.env['DATABASE_URL']) return external(process.env['DATABASE_URL'])
  if (!holderOf(DATA_LOCK)) return openDatabase(about)
  return { ...(await embedded()), joined: true, stop: async () => undefined }
}

async function embedded(): Promise<WorkDatabase> {
  const { appKey, adminPassword } = readSecrets(join(DATA, 'secrets.json'))
  const cluster = await startCluster({ dataDir: EMBEDDED, password: adminPassword })
  await createDatabase(cluster.url('postgres'), NAME)
  return {
    url: cluster.url(NAME),
    appKey,
    label: `PostgreSQL 18, port ${cluster.port}, data in .data/postgres`,
    stop: cluster.stop,
  }
}

async function external(url: string): Promise<WorkDatabase> {
  const { appKey } = readSecrets(join(DATA, 'secrets.json'))
  const label = await withClient(url, async (client) => {
    const { rows } = await client.query<{ version: string; name: string }>(
      "select current_setting('server_version') as version, current_database() as name"
    )
    return `PostgreSQL ${rows[0]?.version}, database « ${rows[0]?.name} » of DATABASE_URL`
  })
  return { url, appKey, label, stop: async () => undefined }
}

async function createDatabase(url: string, name: string) {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  })
}

/** Lends one connection. @throws Refusal when the server cannot be reached. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>) {
  const client = connectionTo(url)
  try {
    await client.connect()
  } catch (error) {
    throw new Refusal(
      `The database does not answer (${error instanceof Error ? describe(error) : error}).`
    )
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function connectionTo(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  } catch {
    throw new Refusal(
      'DATABASE_URL is not an address like postgres://user:password@host:5432/name.'
    )
  }
}

function describe(error: Error): string {
  return error.message || ('code' in error ? String(error.code) : error.name)
}
