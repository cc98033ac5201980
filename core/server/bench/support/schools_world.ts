import type { Client } from 'pg'
import type { Visit } from './load_process.ts'

const SCHOOLS = 20
const PEOPLE = 320
/** Classes of each school. */
export const CLASSES = 12
const SESSIONS = 640

/** Schools where a module is on, with their people and classes. Drawn from running numbers, hence the same each time. */
const people = (plugin: string) => `
with school as (
  insert into core.schools (uai, name, city) select '099' || lpad(n::text, 4, '0') || 'N', 'Collège ' || n, 'Préauville'
  from generate_series(1, ${SCHOOLS}) n returning id, uai
), year as (
  insert into core.school_years (school_id, label, starts_on, ends_on)
  select id, '2026-2027', '2026-09-01', '2027-08-31' from school returning school_id, id
), on_there as (
  insert into core.activations (school_id, plugin, is_on, active, revision)
  select id, '${plugin}', true, true, nextval('core.revision') from school
)
insert into core.groups (school_id, school_year_id, kind, name)
select school_id, id, 'class', 'Classe ' || n from year, generate_series(1, ${CLASSES}) n;

insert into core.accounts (identifier, given_name, family_name)
select 'p' || n || '.' || lower(uai), 'Prénom' || n, 'Nom' || n from core.schools, generate_series(1, ${PEOPLE}) n;

insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
select s.id, a.id, p.profile, array[p.profile], a.given_name, a.family_name, a.given_name || ' ' || a.family_name
from core.schools s join core.accounts a on a.identifier like '%.' || lower(s.uai)
cross join lateral (select case substr(a.given_name, 7)::int % 10 when 0 then 'teacher' else 'student' end as profile) p;

insert into core.group_members (school_id, group_id, member_id)
select m.school_id, g.id, m.id from core.members m
join (select school_id, id, row_number() over (partition by school_id order by id) as n from core.groups) g
on g.school_id = m.school_id and g.n = 1 + substr(m.given_name, 7)::int % ${CLASSES};
`

const SIGNED_IN = `
insert into core.sessions (token_hash, account_id, expires_at)
select sha256(('mesure-' || n)::bytea), account_id, now() + interval '1 day'
from (select account_id, row_number() over (order by account_id) as n from core.members where profile = 'student') m
where n <= ${SESSIONS};
`

/** Fills a migrated database with schools where a module is on, then with what `rows` writes. */
export async function writeSchools(admin: Client, plugin: string, rows: string): Promise<void> {
  await admin.query(people(plugin))
  await admin.query(rows)
  await admin.query(SIGNED_IN)
  await admin.query('vacuum analyze')
}

/** The visits of ${SESSIONS} pupils, each with a session of his own, to a page of his school's module. */
export async function visitsOf(admin: Client, page: string): Promise<Visit[]> {
  const { rows } = await admin.query<{ n: number; uai: string }>(
    `select n, s.uai from (select account_id, school_id, row_number() over (order by account_id)::int as n
       from core.members where profile = 'student') m
     join core.schools s on s.id = m.school_id where n <= ${SESSIONS} order by n`
  )
  return rows.map(({ n, uai }) => ({
    path: `/api/schools/${uai}/p/${page}`,
    headers: { cookie: `preau_session=mesure-${n}` },
  }))
}
