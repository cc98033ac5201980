import { join } from 'node:path'
import { runAce } from './ace.ts'
import { asAdmin, type TestDatabase } from './postgres.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')

/** The folder of a plugin made for the tests. */
export function fixture(name: string): string {
  return join(FIXTURES, name)
}

/**
 * Runs the migration step on a test's database with more plugins than the checkout's, and offers them everywhere.
 * @throws with the step's words when the core's own migrations fail
 */
export async function installPlugins(
  database: TestDatabase,
  folders: readonly string[],
  { sources }: { sources: boolean } = { sources: true }
): Promise<void> {
  const env = { PREAU_PLUGINS: folders.join(':') }
  const { code, out, err } = await runAce(database, ['migrate'], env, { sources })
  if (code !== 0) throw new Error(out + err)
  await offerAll(database)
}

/** Offers every installed plugin to every school. */
export async function offerAll(database: TestDatabase): Promise<void> {
  await asAdmin(database.adminUrl, (admin) =>
    admin.query(
      `insert into core.offers (authority_id, plugin, state)
       select a.id, p.id, 'offered' from core.authorities a, core.plugins p on conflict do nothing`
    )
  )
}
