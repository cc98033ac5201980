import type { test } from '@japa/runner'
import { installPlugins } from '../../testing/src/migrate.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { PluginHome, type TempPlugin } from '../../testing/src/temp_plugins.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

/** The twin schools, as addresses name them. */
export const ONE = '/api/schools/0990001N'
export const TWO = '/api/schools/0990003R'

/** Twin schools with server processes on them, and the heads' hands on the switches; for one group of tests. */
export interface Arena {
  database: TestDatabase
  hosts: TestHost[]
  world: TwinSchools
  /** What commands of the application are given to find the group's plugins. */
  env: Record<string, string>
  /** One statement as the administrator. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Somebody signed in on the first process, or on another. */
  as(identifier: string, host?: number): Promise<Visitor>
}

interface Setting {
  /** Plugins of the group's own, migrated and offered to both schools. */
  plugins?: TempPlugin[]
  /** How many server processes. */
  hosts?: number
  /** Whether the processes do the work that waits; else it waits. @default true */
  works?: boolean
}

/** Gives the current group its own arena, made before its first test and gone after its last. */
export function arena(
  group: ReturnType<typeof test.group>,
  { plugins = [], hosts = 1, works = true }: Setting = {}
): Arena {
  const here = {
    hosts: [] as TestHost[],
    query: (sql: string, values: unknown[] = []) =>
      asAdmin(here.database.adminUrl, async (admin) => (await admin.query(sql, values)).rows),
    as: (identifier: string, host = 0) => signedIn(here.hosts[host]!.url, identifier),
  } as Arena
  group.setup(async () => {
    const home = new PluginHome()
    here.database = await cloneDatabase()
    here.world = await twinSchools(here.database)
    for (const plugin of plugins) home.write(plugin)
    here.env = { PREAU_PLUGINS: home.path }
    if (plugins.length) await installPlugins(here.database, home.folders, { sources: false })
    const env = { ...here.env, LOG_LEVEL: 'error', PREAU_ROLE: works ? 'all' : 'web' }
    while (here.hosts.length < hosts) here.hosts.push(await startHost(here.database, env))
    return async () => {
      await Promise.all(here.hosts.map((host) => host.stop()))
      await here.database.drop()
      home.remove()
    }
  })
  return here
}
