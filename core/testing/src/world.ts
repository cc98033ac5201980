import { hash } from '@node-rs/argon2'
import type { TestDatabase } from './postgres.ts'
import { asAdmin } from './postgres.ts'

const PROFILES = ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff']

/** Two schools alike in everything, under one authority, with somebody of each profile in each. */
export interface TwinSchools {
  authority: string
  schools: {
    id: string
    uai: string
    groups: Record<string, string>
    members: Record<string, string>
  }[]
}

/**
 * Writes twin schools: `head.1` is the head of the first, `student.2` a pupil of
 * the second, `both` a guardian in both, `agent` the authority's officer; the
 * password of all is `preau-demo`. Each school has a class 5A with its pupil.
 */
export async function twinSchools(database: TestDatabase): Promise<TwinSchools> {
  return asAdmin(database.coreUrl, async (core) => {
    const one: Insert = async (sql, values) =>
      (await core.query<{ id: string }>(`${sql} returning id`, values)).rows[0]!.id
    const run = (sql: string, values: unknown[]) => core.query(sql, values)
    const password = await hash('preau-demo', { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    const account = (identifier: string) =>
      one(
        'insert into core.accounts (identifier, password_hash, given_name, family_name) values ($1, $2, $3, $4)',
        [identifier, password, identifier, 'Essai']
      )
    const authority = await one('insert into core.authorities (slug, name) values ($1, $2)', [
      ...['essai', 'Essai numérique'],
    ])
    const agent = await account('agent')
    await core.query(`insert into core.officers values ($1, $2, 'agent')`, [authority, agent])
    const both = await account('both')
    const schools: TwinSchools['schools'] = []
    for (const [index, uai] of ['0990001N', '0990003R'].entries())
      schools.push(await school({ one, run, account, authority, both, number: index + 1, uai }))
    await core.query(
      `insert into core.offers (authority_id, plugin, state) select $1, unnest($2::text[]), 'offered'`,
      [authority, ['hello', 'actualites', 'messagerie', 'emploi-du-temps', 'cdi', 'folios']]
    )
    return { authority, schools }
  })
}

type Insert = (sql: string, values: unknown[]) => Promise<string>

interface Making {
  one: Insert
  run(sql: string, values: unknown[]): Promise<unknown>
  account(identifier: string): Promise<string>
  authority: string
  /** The account of the guardian in both schools. */
  both: string
  number: number
  uai: string
}

async function school({ one, run, account, authority, both, number, uai }: Making) {
  const id = await one(
    'insert into core.schools (uai, name, city, authority_id) values ($1, $2, $3, $4)',
    [uai, `École ${number}`, 'Préauville', authority]
  )
  const member = (accountId: string, profile: string) =>
    one(
      `insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
       values ($1, $2, $3, array[$3], $3, 'Essai', $4)`,
      [id, accountId, profile, `${profile} ${number}`]
    )
  const members: Record<string, string> = { both: await member(both, 'guardian') }
  for (const profile of PROFILES)
    members[profile] = await member(await account(`${profile}.${number}`), profile)
  const year = await one(
    `insert into core.school_years (school_id, label, starts_on, ends_on) values ($1, '2026-2027', '2026-09-01', '2027-08-31')`,
    [id]
  )
  const group = (name: string) =>
    one(
      `insert into core.groups (school_id, school_year_id, kind, name, source_key) values ($1, $2, 'class', $3, $3)`,
      [id, year, name]
    )
  const groups = { '5A': await group('5A'), '5B': await group('5B') }
  await run('insert into core.group_members (school_id, group_id, member_id) values ($1, $2, $3)', [
    ...[id, groups['5A'], members['student']],
  ])
  await run(
    'insert into core.guardianships (school_id, guardian_id, student_id, legal) values ($1, $2, $3, true)',
    [id, members['guardian'], members['student']]
  )
  return { id, uai, groups, members }
}
