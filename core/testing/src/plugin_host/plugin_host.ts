import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import pg from 'pg'
import type { Plugin } from '@preau/kit'
import { discoverPlugins, type PluginPackage } from '../../../server/app/host/discovery.ts'
import { startHost } from '../host.ts'
import { mailbox } from '../mailbox.ts'
import { installPlugins, offerAll } from '../migrate.ts'
import { cloneDatabase } from '../postgres.ts'
import { twinSchools } from '../world.ts'
import { clockOf, type TestClock } from './clock.ts'
import type { Ground } from './ground.ts'
import { sentMails, type SentMail } from './mails.ts'
import { schoolOf, type TestSchool } from './school.ts'
import { jobsOf, type TestJobs } from './work.ts'

const PLUGINS = join(import.meta.dirname, '../../../../plugins')

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
  const extra = folders?.join(':') ?? process.env['PREAU_PLUGINS'] ?? ''
  const packages = inOrder(
    plugins.map(({ manifest }) => manifest as Named),
    discoverPlugins(extra)
  )
  const outside = packages.filter(({ folder }) => relative(PLUGINS, folder).startsWith('..'))
  const ground = await prepare(outside, env)
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
    async school({ settings = {} } = {}) {
      const school = place()
      for (const [plugin, values] of Object.entries(settings))
        await school.settings(values, plugin)
      await school.switchOn()
      return school
    },
    async close() {
      await ground.server.stop()
      await ground.close()
    },
  }
}

interface Named {
  id: string
  requires?: Readonly<Record<string, string>>
}

/** The packages of these plugins and of all they require, each after those that it requires. */
function inOrder(manifests: readonly Named[], found: readonly PluginPackage[]): PluginPackage[] {
  const order: PluginPackage[] = []
  const visit = (id: string, requires: readonly string[] = []) => {
    const one = found.find((each) => each.id === id)
    if (!one)
      throw new Error(
        `« ${id} » is in no folder that the test host knows: it must be in plugins/, or run by « npm test -- --plugin FOLDER ».`
      )
    for (const other of requires) visit(other)
    if (!order.includes(one)) order.push(one)
  }
  for (const { id, requires } of manifests) visit(id, Object.keys(requires ?? {}))
  return order
}

/** Whether a package's TypeScript is there to be run. */
function hasSources({ folder }: PluginPackage): boolean {
  return (
    readFileSync(join(folder, 'package.json'), 'utf8').includes('"preau-src"') &&
    existsSync(join(folder, 'plugin.ts'))
  )
}

async function prepare(outside: readonly PluginPackage[], env: Record<string, string>) {
  const sources = outside.some(hasSources)
  const folders = outside.map(({ folder }) => folder)
  const [database, box] = await Promise.all([cloneDatabase(), mailbox()])
  const world = await twinSchools(database)
  if (folders.length) await installPlugins(database, folders, { sources })
  else await offerAll(database)
  const pool = new pg.Pool({ connectionString: database.adminUrl, max: 4 })
  const server = await startHost(
    database,
    { ...box.env, PREAU_PLUGINS: folders.join(':'), LOG_LEVEL: 'error', ...env },
    { sources, channel: true }
  )
  return {
    ...{ database, world, server, mailbox: box },
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
    async close() {
      await pool.end()
      await database.drop()
      await box.stop()
    },
  } satisfies Ground & { close(): Promise<void> }
}
