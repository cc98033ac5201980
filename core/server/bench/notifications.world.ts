import type { Client } from 'pg'
import { asAdmin } from '../../testing/src/postgres.ts'

/** People whom one notice addresses: half of them pupils of a class, half their guardians. */
export const READERS = 2000

/** A school where one class has them all; and how to write a notice to that class. */
export async function prepareReaders(url: string) {
  const { schoolId, groupId } = await asAdmin(url, makeSchool)
  const makeNotice = () =>
    asAdmin(url, (admin) =>
      one(
        admin,
        `insert into core.notices (school_id, plugin, kind, path, words, audience, profiles, app, mail, urgent, due_at)
         values ($1, 'actualites', 'published', '', '{"title": "Menus"}', $2, '{student,guardian}', true, 'daily', false, now())
         returning id`,
        [schoolId, JSON.stringify([{ group: groupId, profile: null }])]
      )
    )
  return { schoolId, makeNotice }
}

async function one(admin: Client, sql: string, values: unknown[] = []): Promise<string> {
  return (await admin.query<{ id: string }>(sql, values)).rows[0]!.id
}

async function makeSchool(admin: Client) {
  const schoolId = await one(
    admin,
    `insert into core.schools (uai, name) values ('0990001N', 'Collège du Préau') returning id`
  )
  const year = await one(
    admin,
    `insert into core.school_years (school_id, label, starts_on, ends_on) values ($1, '2026-2027', '2026-09-01', '2027-08-31') returning id`,
    [schoolId]
  )
  const groupId = await one(
    admin,
    `insert into core.groups (school_id, school_year_id, kind, name) values ($1, $2, 'class', '5A') returning id`,
    [schoolId, year]
  )
  for (const profile of ['student', 'guardian'])
    await admin.query(
      `with people as (insert into core.accounts (given_name, family_name)
         select $2, n::text from generate_series(1, ${READERS / 2}) as n returning id, family_name)
       insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
       select $1, id, $2, array[$2], $2, family_name, family_name from people`,
      [schoolId, profile]
    )
  await admin.query(
    `insert into core.group_members (school_id, group_id, member_id) select $1, $2, id from core.members where school_id = $1 and profile = 'student'`,
    [schoolId, groupId]
  )
  await admin.query(
    `insert into core.guardianships (school_id, guardian_id, student_id, legal)
     select $1, g.id, s.id, true from core.members g join core.members s on s.school_id = g.school_id
       and s.family_name = g.family_name and s.profile = 'student'
     where g.school_id = $1 and g.profile = 'guardian'`,
    [schoolId]
  )
  await admin.query('analyze')
  return { schoolId, groupId }
}
