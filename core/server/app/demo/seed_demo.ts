import type { ClientBase } from 'pg'
import { importFeed } from '../directory/index.ts'
import { COLLEGE, LYCEE } from './town.ts'
import { DEMO_ACADEMY, writeDemoFeed } from './write_feed.ts'

/** The collectivité of the demonstration. */
export const DEMO_AUTHORITY = { slug: 'preauville', name: 'Préauville numérique' } as const

const AGENT = {
  identifier: 'agent.collectivite',
  given: 'Agent',
  family: 'de la collectivité',
} as const
const NAMES = Object.fromEntries(
  [COLLEGE, LYCEE].map(({ uai, name }) => [uai, { name, city: 'Préauville' }])
)

/** What a seed needs. */
export interface DemoOptions {
  /** One hash for everybody, computed once by whoever knows the password. */
  passwordHash: string
  /** Where the feed is written. */
  dir: string
}

/** What the demonstration holds. */
export interface DemoReport {
  authorityId: string
  /** School ids by UAI. */
  schools: Record<string, string>
  people: number
  written: number
}

/**
 * Brings the demonstration into being as `core_runtime`: its feed, imported like
 * any other, then the collectivité, its agent, and a password for whoever has
 * none. May be cut short at any point and run again.
 */
export async function seedDemo(client: ClientBase, options: DemoOptions): Promise<DemoReport> {
  await writeDemoFeed(options.dir)
  const report = await importFeed(client, options.dir, { names: NAMES, confirm: true })
  if (report.status !== 'applied')
    throw new Error(
      `the demonstration's feed was not applied: ${JSON.stringify(report.refusals.lines[0] ?? report)}`
    )
  await client.query('begin')
  try {
    const authorityId = await putAuthority(client)
    await putAgent(client, authorityId)
    const people = await setPasswords(client, options.passwordHash)
    const { rows } = await client.query<{ uai: string; id: string }>(
      'select uai, id from core.schools where authority_id = $1 order by uai',
      [authorityId]
    )
    await client.query('commit')
    const schools = Object.fromEntries(rows.map(({ uai, id }) => [uai, id]))
    return { authorityId, schools, people, written: report.written }
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function putAuthority(client: ClientBase): Promise<string> {
  const { slug, name } = DEMO_AUTHORITY
  await client.query(
    'insert into core.authorities (slug, name) values ($1, $2) on conflict (slug) do nothing',
    [slug, name]
  )
  const { rows } = await client.query<{ id: string }>(
    'select id from core.authorities where slug = $1',
    [slug]
  )
  const id = rows[0]?.id ?? ''
  await client.query(
    'update core.schools set authority_id = $1 where uai = any ($2) and authority_id is null',
    [id, [COLLEGE.uai, LYCEE.uai]]
  )
  return id
}

async function putAgent(client: ClientBase, authorityId: string) {
  const { identifier, given, family } = AGENT
  await client.query(
    `insert into core.accounts (identifier, given_name, family_name) values ($1, $2, $3)
     on conflict (identifier) do nothing`,
    [identifier, given, family]
  )
  await client.query(
    `insert into core.officers (authority_id, account_id, role)
     select $1, id, 'agent' from core.accounts where identifier = $2
     on conflict (authority_id, account_id) do nothing`,
    [authorityId, identifier]
  )
}

async function setPasswords(client: ClientBase, passwordHash: string): Promise<number> {
  const demo = `a.identifier = $1
    or exists (select from core.person_keys k where k.account_id = a.id and k.academy = $2)`
  await client.query(
    `update core.accounts a set password_hash = $3 where a.password_hash is null and (${demo})`,
    [AGENT.identifier, DEMO_ACADEMY, passwordHash]
  )
  const { rows } = await client.query<{ people: number }>(
    `select count(*)::int as people from core.accounts a where ${demo}`,
    [AGENT.identifier, DEMO_ACADEMY]
  )
  return rows[0]?.people ?? 0
}
