import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asAdmin, type TestDatabase } from './postgres.ts'

const SERVER = join(import.meta.dirname, '../../server')
const FIXTURES = join(import.meta.dirname, '../fixtures')

/** The folder of a plugin made for the tests. */
export function fixture(name: string): string {
  return join(FIXTURES, name)
}

/** Runs the migration step on a test's database with more plugins than the checkout's, and offers them everywhere. */
export async function installPlugins(database: TestDatabase, folders: string[]): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    APP_KEY: database.appKey,
    DATABASE_URL: database.adminUrl,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_CORE_URL: database.coreUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_QUEUE_URL: database.queueUrl,
    PREAU_PLUGINS: folders.join(':'),
  }
  const flags = ['--conditions=preau-src', '--import=@poppinss/ts-exec', '--enable-source-maps']
  await promisify(execFile)(process.execPath, [...flags, 'bin/ace.ts', 'migrate'], {
    cwd: SERVER,
    env,
  })
  await asAdmin(database.adminUrl, (admin) =>
    admin.query(
      `insert into core.offers (authority_id, plugin, state)
       select a.id, p.id, 'offered' from core.authorities a, core.plugins p on conflict do nothing`
    )
  )
}
