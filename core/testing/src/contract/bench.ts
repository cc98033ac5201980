import { PROFILES, type Plugin, type PluginManifest, type Profile } from '@preau/kit'
import type { PluginPackage } from '../../../server/app/host/discovery.ts'
import type { DescribedPlugin } from '../../../server/app/jobs/test_questions.ts'
import { askServer } from '../plugin_host/channel.ts'
import type { OpenedHost } from '../plugin_host/plugin_host.ts'
import type { TestMember } from '../plugin_host/member.ts'
import type { TestSchool } from '../plugin_host/school.ts'
import { idle } from '../plugin_host/work.ts'
import { readTables, type Table } from './catalogue.ts'
import { attachFiles } from './files.ts'
import { fillTables, type Unfilled } from './fill.ts'

/** Somebody of each profile in a school. */
export type People = Readonly<Record<Profile, TestMember>>

/** What the author's `fill` is given, once for each of the two schools. */
export interface FillContext {
  host: OpenedHost
  school: TestSchool
  people: People
}

export interface ContractOptions {
  /**
   * Makes what the plugin keeps in a school, as people do, by its routes. Where it leaves a table empty, or is
   * not given, rows are made by what the database's catalogue says of the table.
   */
  fill?(context: FillContext): Promise<void>
  /** Values of the plugin's settings, where it cannot be switched on by its defaults. */
  settings?: object
}

/** One of the two schools, with its people. */
export interface Side {
  school: TestSchool
  people: People
  /** Whom the catalogue's rows name: the first stays, the second leaves and is erased. */
  named: readonly [TestMember, TestMember]
}

/** A plugin on the table: a host, two schools alike, and what the checks ask about. */
export interface Bench {
  host: OpenedHost
  id: string
  manifest: PluginManifest
  package: PluginPackage
  schema: string
  /** As the server has it. */
  described: DescribedPlugin
  tables: readonly Table[]
  sides: readonly [Side, Side]
  /** What neither `fill` nor the catalogue could fill. */
  unfilled: readonly Unfilled[]
  /** Brings the plugin on in both schools, and rows back in tables that a check has emptied. */
  ready(): Promise<void>
  /** Switches the plugin in the first school and lets what follows be done. */
  turn(on: boolean): Promise<void>
  /** Waits until nothing that is due is left, done or failed. */
  idle(): Promise<void>
  /** Every row that the plugin keeps in a school, by table and id, as JSON. */
  state(side: Side, without?: RegExp): Promise<Map<string, string>>
  /** Has something of the plugin run in the first school, as the outbox would. */
  run(job: string): Promise<void>
}

interface Laying {
  plugin: Plugin
  host: OpenedHost
  schools: readonly [TestSchool, TestSchool]
}

/** Puts a plugin on the table, in the host's two schools. */
export async function layBench(
  { plugin, host, schools }: Laying,
  options: ContractOptions
): Promise<Bench> {
  const manifest: PluginManifest = plugin.manifest
  const { id } = manifest
  const schema = `plugin_${id.replaceAll('-', '_')}`
  const { ground } = host
  const described = await askServer<DescribedPlugin>(ground.server.child, {
    ask: 'describe',
    plugin: id,
  })
  const tables = await readTables(ground, schema)
  const sides = await Promise.all(schools.map((school) => sideOf(school, id)))
  const bench: Bench = {
    ...{ host, id, manifest, schema, described, tables, unfilled: [] },
    package: host.packages.find((one) => one.id === id)!,
    sides: [sides[0]!, sides[1]!],
    ...gestures(() => bench, options),
  }
  if (described.broken === null) await firstFill(bench, options)
  return bench
}

/** What the checks do again and again. */
function gestures(
  of: () => Bench,
  { fill }: ContractOptions
): Pick<Bench, 'idle' | 'ready' | 'turn' | 'state' | 'run'> {
  const settle = () => idle(of().host.ground)
  return {
    idle: settle,
    async ready() {
      const bench = of()
      for (const { school } of bench.sides) await school.switchOn(bench.id)
      await settle()
      bench.unfilled = await fillSides(bench, fill !== undefined)
    },
    async turn(on) {
      const { id, sides } = of()
      await (on ? sides[0].school.switchOn(id) : sides[0].school.switchOff(id))
      await settle()
    },
    state: ({ school }, without) => stateOf(of(), school.id, without),
    async run(job) {
      const { host, id, sides } = of()
      await host.sql(
        `insert into core.outbox (school_id, plugin, job, queue) values ($1, $2, $3, 'interactive')`,
        [sides[0].school.id, id, job]
      )
      await settle()
    },
  }
}

async function firstFill(bench: Bench, { fill, settings }: ContractOptions): Promise<void> {
  const { host, id, sides } = bench
  for (const { school, people } of sides) {
    if (settings) await school.settings(settings, id)
    for (const one of [...host.requiredBy(id), id]) await school.switchOn(one)
    await fill?.({ host, school, people })
  }
  await bench.ready()
}

async function sideOf(school: TestSchool, plugin: string): Promise<Side> {
  const people: Partial<Record<Profile, TestMember>> = { head: school.head.in(plugin) }
  for (const profile of PROFILES)
    people[profile] ??= (await school.member(profile, { groups: ['5A'] })).in(plugin)
  const leaver = (await school.member('teacher', { name: `Partant de ${plugin}` })).in(plugin)
  return { school, people: people as People, named: [people.teacher!, leaver] }
}

async function fillSides(bench: Bench, onlyEmpty: boolean): Promise<Unfilled[]> {
  const { manifest, schema, tables, host } = bench
  const unfilled: Unfilled[] = []
  for (const { school, named } of bench.sides) {
    const group = await school.group('5A')
    const where = { ground: host.ground, manifest, schema, school, people: named, group }
    unfilled.push(...(await fillTables(tables, { ...where, onlyEmpty })))
  }
  await attachFiles(bench)
  return unfilled
}

async function stateOf(
  { host, schema, tables }: Bench,
  schoolId: string,
  without = /^$/
): Promise<Map<string, string>> {
  const state = new Map<string, string>()
  for (const { name, columns } of tables.filter(({ ofSchool }) => ofSchool)) {
    const kept = columns.filter((column) => !without.test(column.type))
    const rows = await host.sql<{ row: string }>(
      `select to_jsonb(t)::text as row from (select ${kept.map((one) => `"${one.name}"`).join(', ')}
       from ${schema}."${name}" where school_id = $1) t`,
      [schoolId]
    )
    for (const { row } of rows) {
      const { id = row } = JSON.parse(row) as { id?: string }
      state.set(`${name} ${id}`, row)
    }
  }
  return state
}
