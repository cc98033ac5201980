import { openDatabase, withClient, type WorkDatabase } from './database.ts'
import { operatorEnvironment } from './environment.ts'
import { FROM_SOURCES, runNodeQuietly } from './processes.ts'
import { holdsDemonstration, rememberDemonstration } from './state.ts'
import { announce, step } from './steps.ts'

/** How the application's own commands are run: from what was built, or from the sources. */
export interface Mode {
  ace: string[]
  environment: 'production' | 'development'
}

/** From what was built. */
export const PRODUCTION: Mode = {
  ace: ['--enable-source-maps', 'dist/bin/ace.js'],
  environment: 'production',
}

/** From the sources. */
export const DEVELOPMENT: Mode = {
  ace: [...FROM_SOURCES, 'bin/ace.ts'],
  environment: 'development',
}

/** A database, and how the commands on it are run. */
export interface Preparation {
  database: WorkDatabase
  mode: Mode
}

/** Opens the database of this checkout, as a step. */
export async function startDatabase(about: { what: string; url: string }): Promise<WorkDatabase> {
  const opening = openDatabase(about)
  await step('Database started', async () => (await opening).label)
  return opening
}

/** Migrates, and seeds the demonstration into a database that nobody lives in yet; answers whether it holds it. */
export async function prepareDatabase({ database, mode }: Preparation): Promise<boolean> {
  await step('Database migrated', () => migrate({ database, mode }))
  if (process.env['PREAU_DEMO'] === '0') return false
  if (holdsDemonstration(database.url)) return true
  if (await isInhabited(database.url)) return process.env['PREAU_DEMO'] === '1'
  announce('Demonstration: writing two schools and about 1,200 people…')
  await step('Demonstration seeded', () => ace({ database, mode }, 'demo:seed'))
  rememberDemonstration(database.url)
  return true
}

/** Brings the database to the schema of this checkout; what was warned of is shown. */
export function migrate(preparation: Preparation): Promise<void> {
  return ace(preparation, 'migrate')
}

/** Runs one command of the application; what it warned of is shown. */
async function ace({ database, mode }: Preparation, command: string) {
  const env = operatorEnvironment(database, { NODE_ENV: mode.environment, PREAU_DEMO: '1' })
  const { out, err } = await runNodeQuietly(`« ace ${command} »`, {
    args: [...mode.ace, command],
    env,
  })
  for (const line of [...out.filter((line) => /warn|attention/i.test(line)), ...err])
    console.warn(`  ${line}`)
}

/**
 * Whether somebody else's people live in the database: the demonstration's passwords are public, so
 * it never goes beside them. The embedded database is ours: half a seed there is taken up again.
 */
async function isInhabited(url: string): Promise<boolean> {
  if (!process.env['DATABASE_URL']) return false
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ inhabited: boolean }>(
      'select exists (select from core.accounts) as inhabited'
    )
    return rows[0]?.inhabited ?? false
  })
}
