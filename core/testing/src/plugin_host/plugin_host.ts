import pg from 'pg'
import type { Plugin } from '@preau/kit'
import type { PluginPackage } from '../../../server/app/host/discovery.ts'
import { startHost } from '../host.ts'
import { mailbox } from '../mailbox.ts'
import { installPlugins, offerAll } from '../migrate.ts'
import { cloneDatabase } from '../postgres.ts'
import { twinSchools } from '../world.ts'
import { clockOf, type TestClock } from './clock.ts'
import type { Ground } from './ground.ts'
import { sentMails, type SentMail } from './mails.ts'
import { hasSources, isOutside, packagesOf } from './packages.ts'
import { schoolOf, type TestSchool } from './school.ts'
import { jobsOf, type TestJobs } from './work.ts'

/** What a test host is made of. */
export interface HostOptions {
  /** The plugins under test, the main one first: members' paths are its own. Those they require are found and switched on too. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any plugin, whatever its manifest
  plugins: readonly [Plugin<any>, ...Plugin<any>[]]
  /** Folders of plugins outside the checkout. @default those of `PREAU_PLUGINS`, which `npm test -- --plugin` sets */
  folders?: readonly string[]
  /** More of the server's environment variables. */
  env?: Record<string, string>
}

/** A whole Préau for one test file: the server's own process, PostgreSQL, queues, files on disk, a mail server. */
export interface PluginHost {
  /** Its address. */
  readonly url: string
  /** One of two schools alike in everything, of one authority; the first call answers the first. @throws after the second */
  school(options?: { settings?: Record<string, object> }): Promise<TestSchool>
  readonly clock: TestClock
  readonly jobs: TestJobs
  /** The mails that have left, oldest first; `clear` forgets them. */
  readonly mail: { readonly sent: readonly SentMail[]; clear(): void }
  /** One statement as the database's administrator, whom nothing binds: to look, and to prepare what no route makes. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** What the server has written: its warnings and errors. */
  output(): string
  /** Ends it and takes its database and files away. */
  close(): Promise<void>
}

/** A plugin's host with what it stands on, for the battery. */
export interface OpenedHost extends PluginHost {
  ground: Ground
  /** The packages under test, those required included, each after those that it requires. */
  packages: PluginPackage[]
  /** The plugins that one requires, and those that these require, first what comes first. */
  requiredBy(id: string): readonly string[]
  /** As `school`, with nothing switched on. */
  place(): TestSchool
}

/**
 * Starts a host for tests of plugins; in a few seconds, so once a file: in `group.setup`, which returns
 * `() => host.close()`. @throws when a plugin is in no folder that the host knows, or the server does not start
 */
export async function createTestHost(options: HostOptions): Promise<PluginHost> {
  return openHost(options)
}

/** As `createTestHost`, with what is beneath. */
export async function openHost({ plugins, folders, env = {} }: HostOptions): Promise<OpenedHost> {
  const main = plugins[0].manifest.id as string
  const { packages, requiredBy } = await packagesOf(plugins, folders)
  const ground = await prepare(packages.filter(isOutside), env)
  let [era, given] = [0, 0]
  const around = { ground, main, plugins: packages.map(({ id }) => id), era: () => era }
  const place = () => {
    const which = ground.world.schools[given++]
    if (!which) throw new Error('A test host has two schools; both are given.')
    return schoolOf(around, which)
  }
  return {
    ...{ ground, packages, url: ground.server.url, sql: ground.sql },
    clock: clockOf(ground, () => era++),
    jobs: jobsOf(ground),
    mail: sentMails(ground.mailbox),
    output: ground.server.output,
    place,
    requiredBy,
    async school({ settings = {} } = {}) {
      const school = place()
      for (const [plugin, values] of Object.entries(settings)) await school.settings(values, plugin)
      await school.switchOn()
      return school
    },
    async close() {
      await ground.server.stop()
      await ground.close()
    },
  }
}

async function prepare(
  outside: readonly PluginPackage[],
  env: Record<string, string>
): Promise<Ground & { close(): Promise<void> }> {
  const [database, box] = await Promise.all([cloneDatabase(), mailbox()])
  const pool = new pg.Pool({ connectionString: database.adminUrl, max: 4 })
  const sql: Ground['sql'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = []
  ) => (await pool.query(text, [...values])).rows as Row[]
  const close = async () => {
    await pool.end()
    await database.drop()
    await box.stop()
  }
  try {
    const sources = outside.some(hasSources)
    const folders = outside.map(({ folder }) => folder)
    const world = await twinSchools(database)
    await sql(`update core.accounts set email = identifier || '@preau.test'`)
    if (folders.length) await installPlugins(database, folders, { sources })
    else await offerAll(database)
    const more = { ...box.env, PREAU_PLUGINS: folders.join(':'), LOG_LEVEL: 'error', ...env }
    const server = await startHost(database, more, { sources })
    return { database, world, server, mailbox: box, sql, close }
  } catch (error) {
    await close()
    throw error
  }
}
