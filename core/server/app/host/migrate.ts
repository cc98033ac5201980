import { readdirSync, existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApplicationService } from '@adonisjs/core/types'
import type { Database } from '@adonisjs/lucid/database'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import { pluginRole } from '#app/scope/index'
import { guarded } from './migration_guard.ts'
import type { PluginPackage } from './discovery.ts'

interface MigrationFile {
  name: string
  absPath: string
  filename: string
  getSource(): Promise<unknown>
}

interface Source {
  getMigrations(): Promise<MigrationFile[]>
}

/** The migrations of a folder, named by their bare file name: the same from sources, from a build, from a package. */
function migrationsIn(folder: string, plugin: boolean): MigrationFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => /^[^.].*\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
    .map((file) => ({
      name: basename(file).replace(/\.(ts|js)$/, ''),
      absPath: join(folder, file),
      filename: file,
      getSource: async () => {
        const { default: source } = await import(pathToFileURL(join(folder, file)).href)
        return plugin ? guarded(source) : source
      },
    }))
}

interface Running {
  db: Database
  app: ApplicationService
  connection: string
  /** Of a plugin: kept to its own schema. */
  plugin?: boolean
}

/** Runs what is missing of a folder's migrations on a connection. @throws the first failure; what ran before stays */
export async function runMigrations(
  { db, app, connection, plugin = false }: Running,
  folder: string
): Promise<string[]> {
  const runner = new MigrationRunner(db, app, {
    direction: 'up',
    connectionName: connection,
    disableLocks: true,
  })
  const files = migrationsIn(folder, plugin)
  const source: Source = { getMigrations: async () => files }
  Object.assign(runner, { migrationSource: source })
  await runner.run()
  if (runner.error) throw runner.error
  return Object.keys(runner.migratedFiles)
}

/** A connection of the owner whose first schema is the plugin's. */
export function pluginConnection(db: Database, id: string): string {
  const name = `owner_${pluginRole(id)}`
  if (db.manager.has(name)) return name
  const { config } = db.manager.get('owner')!
  db.manager.add(name, {
    ...config,
    searchPath: [pluginRole(id), 'core_api', 'extensions'],
  } as typeof config)
  return name
}

/** Where a plugin's migrations are: in its build when the host runs built, else in its sources. */
export function migrationsFolder(one: PluginPackage, built: boolean): string {
  return join(one.folder, built ? 'dist/database/migrations' : 'database/migrations')
}
