import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bootstrap, roleUrl } from '../../server/app/scope/bootstrap.ts'

/** A database of one's own, cloned from the migrated template: what a group of tests may write to as it likes. */
export interface TestDatabase {
  name: string
  appKey: string
  /** As the server's administrator. */
  adminUrl: string
  /** As `preau_app`, `core_runtime`, `preau_owner` and `preau_queue`. */
  appUrl: string
  coreUrl: string
  ownerUrl: string
  queueUrl: string
  /** Folder of the files of whoever works on it. */
  filesDir: string
  /** Drops it, ending whatever connections are left, and its files. */
  drop(): Promise<void>
}

let cloned = 0

/** Clones the template of this test run. @throws outside `npm test`, which makes the template. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { server, template, appKey } = testServer()
  const name = `preau_test_${process.pid}_${++cloned}`
  await asAdmin(server, (admin) =>
    admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`
    )
  )
  const adminUrl = databaseUrl(server, name)
  const filesDir = join(tmpdir(), `${name}_files`)
  // A clone does not inherit the grants on the database itself.
  await asAdmin(adminUrl, (admin) => bootstrap(admin, appKey))
  return {
    name,
    appKey,
    adminUrl,
    appUrl: roleUrl(adminUrl, appKey, 'preau_app'),
    coreUrl: roleUrl(adminUrl, appKey, 'core_runtime'),
    ownerUrl: roleUrl(adminUrl, appKey, 'preau_owner'),
    queueUrl: roleUrl(adminUrl, appKey, 'preau_queue'),
    filesDir,
    async drop() {
      await dropDatabase(server, name)
      await rm(filesDir, { recursive: true, force: true })
    },
  }
}

/** Creates a database without anything in it, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<{
  adminUrl: string
  appKey: string
  drop(): Promise<void>
}> {
  const { server, appKey } = testServer()
  const name = `preau_test_${process.pid}_${++cloned}`
  await asAdmin(server, (admin) => admin.query(`create database ${pg.escapeIdentifier(name)}`))
  return { adminUrl: databaseUrl(server, name), appKey, drop: () => dropDatabase(server, name) }
}

/** The same server, another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.toString()
}

/** Lends a connection for one piece of work. */
export async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Drops a database with its connections; nothing happens where there is none. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  await asAdmin(server, (admin) =>
    admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
  )
}

function testServer() {
  const { DATABASE_URL: server, PREAU_TEST_TEMPLATE: template, APP_KEY: appKey } = process.env
  if (!server || !template || !appKey)
    throw new Error('No test database here: run the tests with « npm test », which sets it up.')
  return { server, template, appKey }
}
