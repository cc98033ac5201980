import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ApplicationService } from '@adonisjs/core/types'
import type { Client } from 'pg'
import { loadLocales, LOCALES, say } from '#app/locales'
import { bootstrap, preparePlugin, roleUrl } from '#app/scope/index'
import { migrateQueues } from '#app/outbox/migrate_queues'
import { discoverPlugins } from './discovery.ts'
import { migrationsFolder, pluginConnection, runMigrations } from './migrate.ts'

const BUILT = import.meta.url.endsWith('.js')
const CORE = fileURLToPath(new URL('../../database/migrations', import.meta.url))

/**
 * Prepares the database for this version: bootstrap, the core's migrations,
 * then each plugin's in its own schema. A plugin that fails is marked and named;
 * the others are migrated. @throws when the core's own migrations fail
 */
export async function migrateAll(
  app: ApplicationService,
  admin: Client,
  { adminUrl, appKey }: { adminUrl: string; appKey: string }
): Promise<{ applied: string[]; warnings: string[] }> {
  const db = await app.container.make('lucid.db')
  const { superuser } = await bootstrap(admin, appKey)
  const applied = await runMigrations({ db, app, connection: 'owner' }, CORE)
  await migrateQueues(roleUrl(adminUrl, appKey, 'preau_owner'))
  const warnings = superuser
    ? []
    : [
        'nobody is superuser here: set_config stays open, only the guard of the host stands before it',
      ]
  for (const one of discoverPlugins(process.env['PREAU_PLUGINS'])) {
    const failure = one.incompatible ?? (await migratePlugin(one, { db, app, admin }))
    if (failure === undefined || Array.isArray(failure)) {
      applied.push(...(failure ?? []))
      await record(admin, one, ['installed', ''])
    } else {
      warnings.push(`${one.id} is left out: ${failure}`)
      await record(admin, one, [one.incompatible ? 'incompatible' : 'failed', failure])
    }
  }
  await markMissing(admin)
  return { applied, warnings }
}

type Found = ReturnType<typeof discoverPlugins>[number]
type Tools = Pick<Parameters<typeof runMigrations>[0], 'db' | 'app'> & { admin: Client }

async function migratePlugin(one: Found, { db, app, admin }: Tools): Promise<string[] | string> {
  try {
    await preparePlugin(admin, one.id)
    const connection = pluginConnection(db, one.id)
    const names = await runMigrations(
      { db, app, connection, plugin: true },
      migrationsFolder(one, BUILT)
    )
    return names.map((name) => `${one.id}: ${name}`)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function record(admin: Client, one: Found, state: [status: string, reason: string]) {
  await admin.query(
    `insert into core.plugins (id, version, status, reason, names, migrated_at) values ($1, $2, $3, $4, $5, now())
     on conflict (id) do update set version = excluded.version, status = excluded.status,
       reason = excluded.reason, names = excluded.names, migrated_at = now(), updated_at = now()`,
    [one.id, one.version, ...state, JSON.stringify(namesOf(one))]
  )
}

/** What it is called in each language. */
function namesOf({ id, folder }: Found): Record<string, string> {
  try {
    loadLocales(id, join(folder, 'locales'))
  } catch {
    return {}
  }
  return Object.fromEntries(LOCALES.map((locale) => [locale, say(id, locale, 'name')]))
}

/** A plugin whose code is gone keeps its data, and says so. */
async function markMissing(admin: Client) {
  const present = discoverPlugins(process.env['PREAU_PLUGINS']).map(({ id }) => id)
  await admin.query(
    `update core.plugins set status = 'missing', updated_at = now() where not (id = any ($1))`,
    [present]
  )
}
