import type { ClientBase } from 'pg'
import { PROFILES } from './functions.ts'
import type { Refused, ReportBuilder } from './report.ts'
import type { Code } from './sentences.ts'

/** A check over the whole feed: deletes from the staging what does not stand, and tells which records it came from. */
interface Check {
  refused: Refused
  code: Code
  /** A statement that returns `seq` and `detail`. */
  sql: string
  /** The person's row is what it deletes: its place comes with it. */
  placed?: boolean
}

/** Records beyond the first of one key. */
const repeated = (table: string, columns: string, person: string) => `
  delete from core.staged_${table} s using (
    select seq, row_number() over (partition by ${columns} order by seq) as n from core.staged_${table}
  ) d where d.seq = s.seq and d.n > 1
  returning s.seq, s.file, s.line, ${person} as person, '' as detail`

/** What a refused record had staged besides. */
const ORPHANS = ['functions', 'places', 'links'].map(
  (table) => `delete from core.staged_${table} s
    where not exists (select from core.staged_people p where p.seq = s.seq)`
)

/** Where what was deleted came from. */
const PLACED = 'select * from gone'
const OF_PERSON = `select g.detail, p.seq, p.file, p.line, p.key as person
  from gone g join core.staged_people p on p.seq = g.seq`

const STRUCTURES: readonly Check[] = [
  {
    refused: 'school',
    code: 'E_AAF_DUPLICATE',
    sql: repeated('structures', 'structure', 's.structure'),
    placed: true,
  },
  {
    refused: 'school',
    code: 'E_AAF_DUPLICATE',
    sql: repeated('structures', 'uai', 's.structure'),
    placed: true,
  },
]

const PEOPLE: readonly Check[] = [
  {
    refused: 'record',
    code: 'E_AAF_DUPLICATE',
    sql: repeated('people', 'category, key', 's.key'),
    placed: true,
  },
  {
    refused: 'record',
    code: 'E_AAF_KEY_CLASH',
    sql: `delete from core.staged_people s where s.key in (
        select key from core.staged_people group by key having count(distinct split_part(slug, '.', 1)) > 1)
      returning s.seq, s.file, s.line, s.key as person, '' as detail`,
    placed: true,
  },
]

const unknownStructure = (condition: string) =>
  `delete from core.staged_functions s where ${condition}
    and not exists (select from core.staged_structures t where t.structure = s.structure)
    returning s.seq, s.structure as detail`

const RELATIONS: readonly Check[] = [
  {
    refused: 'record',
    code: 'E_AAF_UNKNOWN_STRUCTURE',
    sql: unknownStructure(`profile = 'student'`),
  },
  {
    refused: 'value',
    code: 'E_AAF_UNKNOWN_STRUCTURE',
    sql: unknownStructure(`profile <> 'student'`),
  },
  {
    refused: 'value',
    code: 'E_AAF_UNKNOWN_GUARDIAN',
    sql: `delete from core.staged_links s where not exists (
        select from core.staged_people p where p.category = 'PersRelEleve' and p.key = s.guardian)
      returning s.seq, s.guardian as detail`,
  },
  {
    refused: 'value',
    code: 'E_AAF_UNKNOWN_GROUP',
    sql: `delete from core.staged_places s
      where exists (select from core.staged_structures t where t.structure = s.structure and not t.refused)
      and not exists (select from core.staged_groups g where g.structure = s.structure
        and g.kind = s.kind and g.source_key = s.source_key)
      returning s.seq, case when s.kind = 'team' then null else s.source_key end as detail`,
  },
]

/** Each person once for each school where he has a place: his profiles, the one shown first; his account, if he has one. */
const MEMBERS = `
  insert into core.staged_members (structure, key, profiles, functions, given_name, family_name, slug, mail, account_id)
  with held as (
    select structure, key, profile, code from core.staged_functions
    union all
    select f.structure, l.guardian, 'guardian', '' from core.staged_links l
    join core.staged_functions f on f.key = l.student and f.profile = 'student'
  ), gathered as (
    select structure, key, array_agg(distinct profile) as profiles,
      coalesce(array_agg(distinct code) filter (where code <> ''), '{}') as functions
    from held group by structure, key
  ), named as (
    select distinct on (key) key, given_name, family_name, slug, mail from core.staged_people
    order by key, array_position(array['PersEducNat', 'PersRelEleve', 'Eleve'], category)
  )
  select g.structure, g.key, array(
      select p from unnest($1::text[]) with ordinality as u (p, n) where p = any (g.profiles) order by n),
    g.functions, n.given_name, n.family_name, n.slug, n.mail, k.account_id
  from gathered g join named n using (key)
  left join core.person_keys k on k.academy = $2 and k.key = g.key
  join core.staged_structures s on s.structure = g.structure and not s.refused`

/** Each member once for each of his groups. */
const GROUP_MEMBERS = `
  insert into core.staged_group_members (structure, kind, source_key, key, role, subjects, starts_on)
  select structure, kind, source_key, key,
    case when bool_or(role = 'main-teacher') then 'main-teacher'
      when bool_or(role = 'teacher') then 'teacher' else 'member' end,
    coalesce(array_agg(distinct subject) filter (where subject is not null), '{}'), min(starts_on)
  from core.staged_places join core.staged_members m using (structure, key)
  group by structure, kind, source_key, key`

/** Each relation once for each school of the pupil. */
const GUARDIANSHIPS = `
  insert into core.staged_guardianships
    (structure, guardian, student, kinship, legal, in_charge, contact, financial, payment)
  select m.structure, l.guardian, l.student, max(l.kinship), bool_or(l.legal), bool_or(l.in_charge),
    bool_or(l.contact), bool_or(l.financial), bool_or(l.payment)
  from core.staged_links l
  join core.staged_members m on m.key = l.student and 'student' = any (m.profiles)
  join core.staged_members g on g.key = l.guardian and g.structure = m.structure
  group by m.structure, l.guardian, l.student`

/** Places shown of one check; the others are counted. */
const SHOWN = 1000

/** Checks what can only be seen over the whole feed, then makes of it members and group members. */
export async function checkStaging(
  client: ClientBase,
  report: ReportBuilder,
  academy: string
): Promise<void> {
  for (const check of STRUCTURES) await run(client, report, check)
  await client.query(`delete from core.staged_groups s
    where not exists (select from core.staged_structures t where t.seq = s.seq)`)
  await client.query(`delete from core.staged_groups s using (
      select ctid, row_number() over (partition by structure, kind, source_key order by seq) as n
      from core.staged_groups) d where d.ctid = s.ctid and d.n > 1`)
  for (const check of PEOPLE) await run(client, report, check)
  for (const sql of ORPHANS) await client.query(sql)
  for (const check of RELATIONS) await run(client, report, check)
  await client.query(MEMBERS, [PROFILES, academy])
  await client.query('analyze core.staged_members')
  await client.query(GROUP_MEMBERS)
  await client.query(GUARDIANSHIPS)
  await client.query('analyze core.staged_group_members, core.staged_guardianships')
}

interface Found {
  file: string
  line: number
  person: string
  detail: string | null
  total: number
}

async function run(client: ClientBase, report: ReportBuilder, check: Check) {
  const { rows } = await client.query<Found>(
    `with gone as (${check.sql}), found as (${check.placed ? PLACED : OF_PERSON}),
     told as (select * from found where detail is not null)
     select file, line, person, detail, (count(*) over ())::int as total
     from told order by seq limit ${SHOWN}`
  )
  rows.forEach(({ file, line, person, detail, total }, index) => {
    const times = index === SHOWN - 1 ? total - index : 1
    report.note(check.refused, check.code, { file, line, person }, detail ?? '', times)
  })
}
