import type { Profile } from '@preau/kit'
import type { TwinSchools } from '../world.ts'
import type { Ground } from './ground.ts'
import { memberOf, type Person, type Place, type TestMember } from './member.ts'

/** Whom a new member is tied to. */
export interface MemberOptions {
  /** @default one of its own */
  name?: string
  /** Names of the groups that he belongs to; a class that is not there is made. */
  groups?: readonly string[]
  /** The pupils whose legal guardian he is. */
  children?: readonly Pick<TestMember, 'id'>[]
}

/** A school of the test. The plugins of the host are on when it is handed over. */
export interface TestSchool {
  readonly id: string
  readonly uai: string
  readonly name: string
  /** Who switches and settles here. */
  readonly head: TestMember
  /** Somebody new of this profile. */
  member(profile: Profile, options?: MemberOptions): Promise<TestMember>
  /** The id of a class of this name, made when it is not there. */
  group(name: string): Promise<string>
  /** Switches a plugin on, after those that it requires. @default the host's first plugin. @throws with the host's answer when it is refused */
  switchOn(plugin?: string): Promise<void>
  switchOff(plugin?: string): Promise<void>
  /** Stores the school's settings of a plugin. @throws with the host's answer when they are refused */
  settings(values: object, plugin?: string): Promise<void>
  /** The rows that a plugin keeps here in one of its tables, in order of id, as the database has them. */
  rows<Row extends object>(table: string, plugin?: string): Promise<Row[]>
}

/** What a school needs of its host. */
export interface Surroundings {
  ground: Ground
  /** The host's plugins, those they require included, each after those that it requires. */
  plugins: readonly string[]
  /** The one whose paths are the shortest. */
  main: string
  era(): number
}

/** A school of the world with the host's hands on it. */
export function schoolOf(surroundings: Surroundings, which: TwinSchools['schools'][number]) {
  const { ground, main, era } = surroundings
  const { id, uai, members } = which
  const place: Place = { url: ground.server.url, uai, plugin: main, era }
  const number = ground.world.schools.indexOf(which) + 1
  const head = memberOf(
    {
      ...{ id: members['head']!, profile: 'head', name: `head ${number}` },
      ...{ identifier: `head.${number}`, email: `head.${number}@preau.test` },
    },
    place
  )
  const ask = async (method: string, path: string, body: object) => {
    const answer = await head.send(method, `/api/schools/${uai}/${path}`, body)
    if (answer.status !== 200)
      throw new Error(`${path} is refused: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const turn = (plugin: string, on: boolean) => ask('PUT', `plugins/${plugin}`, { on })
  const school: TestSchool = {
    ...{ id, uai, name: `École ${number}`, head, group: (name) => groupNamed(ground, id, name) },
    async member(profile, options = {}) {
      const person = await addPerson(ground, { schoolId: id, uai, profile, ...options })
      await tie(ground, { schoolId: id, memberId: person.id, ...options })
      return memberOf(person, place)
    },
    async switchOn(plugin) {
      for (const one of plugin ? [plugin] : surroundings.plugins) await turn(one, true)
    },
    switchOff: (plugin = main) => turn(plugin, false),
    settings: (values, plugin = main) => ask('PUT', `plugins/${plugin}/settings`, { values }),
    rows: (table, plugin = main) =>
      ground.sql(
        `select * from plugin_${plugin.replaceAll('-', '_')}."${table.replaceAll('"', '""')}" where school_id = $1 order by id`,
        [id]
      ),
  }
  return school
}

interface Tying extends MemberOptions {
  schoolId: string
  memberId: string
}

/** Puts somebody in his groups and beside his children. */
async function tie(
  ground: Ground,
  { schoolId, memberId, groups = [], children = [] }: Tying
): Promise<void> {
  for (const name of groups)
    await ground.sql(
      'insert into core.group_members (school_id, group_id, member_id) values ($1, $2, $3)',
      [schoolId, await groupNamed(ground, schoolId, name), memberId]
    )
  for (const child of children)
    await ground.sql(
      'insert into core.guardianships (school_id, guardian_id, student_id, legal) values ($1, $2, $3, true)',
      [schoolId, memberId, child.id]
    )
}

async function groupNamed({ sql }: Ground, schoolId: string, name: string): Promise<string> {
  const [found] = await sql<{ id: string }>(
    'select id from core.groups where school_id = $1 and name = $2',
    [schoolId, name]
  )
  if (found) return found.id
  const [made] = await sql<{ id: string }>(
    `insert into core.groups (school_id, school_year_id, kind, name, source_key)
     select school_id, id, 'class', $2, $2 from core.school_years where school_id = $1 returning id`,
    [schoolId, name]
  )
  return made!.id
}

interface Adding extends MemberOptions {
  schoolId: string
  uai: string
  profile: Profile
}

let added = 0

/** Writes somebody in the directory; his password is everybody's in the tests. */
async function addPerson({ sql }: Ground, adding: Adding): Promise<Person> {
  const number = ++added
  const { profile, name = `${profile} n° ${number}` } = adding
  const identifier = `${profile}.${adding.uai.toLowerCase()}.${number}`
  const email = `${identifier}@preau.test`
  const [account] = await sql<{ id: string }>(
    `insert into core.accounts (identifier, password_hash, given_name, family_name, email)
     select $1, password_hash, $2, 'Essai', $3 from core.accounts where identifier = 'agent' returning id`,
    [identifier, name, email]
  )
  const [member] = await sql<{ id: string }>(
    `insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
     values ($1, $2, $3, array[$3], $4, 'Essai', $4) returning id`,
    [adding.schoolId, account!.id, profile, name]
  )
  return { id: member!.id, profile, name, identifier, email }
}
