/**
 * What makes one school of the directory equal to the staging, each statement
 * in one go, touching no row that is already right. $1 the structure, $2 the
 * academy, $3 the school, $4 the school year.
 */

/** The school's members and who they are in the feed. */
const KNOWN = `core.staged_members s
  join core.members m on m.school_id = $3 and m.account_id = s.account_id`

const GROUP_MEMBERS = `
  select g.id as group_id, m.id as member_id, p.role, p.subjects, p.starts_on
  from core.staged_group_members p
  join (select s.key, m.id from ${KNOWN} where s.structure = $1) m on m.key = p.key
  join core.groups g on g.school_id = $3 and g.school_year_id = $4 and g.kind = p.kind and g.source_key = p.source_key
  where p.structure = $1`

const GUARDIANSHIPS = `
  select a.id as guardian_id, c.id as student_id,
    l.kinship, l.legal, l.in_charge, l.contact, l.financial, l.payment
  from core.staged_guardianships l
  join (select s.key, m.id from ${KNOWN} where s.structure = $1) a on a.key = l.guardian
  join (select s.key, m.id from ${KNOWN} where s.structure = $1) c on c.key = l.student
  where l.structure = $1`

interface Upsert {
  table: string
  /** The select of what should be. */
  wanted: string
  key: readonly string[]
  columns: readonly string[]
}

/** Adds what is missing and changes what differs, those who come back included; tells how many of each. */
function upsert({ table, wanted, key, columns }: Upsert): string {
  const all = [...key, ...columns]
  const set = columns.map((column) => `${column} = excluded.${column}`)
  const match = key.map((column) => `o.${column} = w.${column}`).join(' and ')
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ')
  return `with wanted as (${wanted}), written as (
      insert into core.${table} (school_id, ${all.join(', ')})
      select $3::uuid, ${all.map((column) => `w.${column}`).join(', ')} from wanted w
      left join core.${table} o on o.school_id = $3 and ${match}
      where o.school_id is null or o.ended_at is not null or (${of('o')}) is distinct from (${of('w')})
      on conflict (school_id, ${key.join(', ')}) do update set ${set.join(', ')}, ended_at = null
      returning old.school_id is null as added
    ) select count(*) filter (where added)::int as added, count(*) filter (where not added)::int as changed,
      0 as gone from written`
}

const counted = (kind: 'added' | 'changed' | 'gone', statement: string) => `
  with written as (${statement} returning 1)
  select ${['added', 'changed', 'gone'].map((name) => (name === kind ? 'count(*)::int' : '0') + ` as ${name}`).join(', ')}
  from written`

/** Finds the accounts that came into being since the staging was made: in this school, or in one before it. */
export const FIND_ACCOUNTS = `
  update core.staged_members s set account_id = k.account_id from core.person_keys k
  where s.structure = $1 and s.account_id is null and k.academy = $2 and k.key = s.key`

/**
 * New people get an account, the key by which the next feed finds it, and an
 * identifier: the bare name, or the name with the first number above those taken.
 */
export const ADD_ACCOUNTS = `
  with fresh as (
    select uuidv7() as id, key, given_name, family_name, slug, nullif(mail, '') as mail,
      row_number() over (partition by slug order by length(key), key) as n
    from core.staged_members where structure = $1 and account_id is null
  ), taken as (
    select l.slug, t.n from (select distinct slug from fresh) l cross join lateral (
      select coalesce(max(coalesce(nullif(substr(a.identifier, length(l.slug) + 1), ''), '1')::numeric), 0) as n
      from core.accounts a where rtrim(a.identifier, '0123456789') = l.slug) t
  ), accounts as (
    insert into core.accounts (id, identifier, given_name, family_name, email)
    select id, slug || case when f.n + t.n = 1 then '' else (f.n + t.n)::text end, given_name, family_name, mail
    from fresh f join taken t using (slug)
  ), keys as (
    insert into core.person_keys (academy, key, account_id) select $2, key, id from fresh
  ) select count(*)::int as added, 0 as changed, 0 as gone from fresh`

/** The feed's address, unless it has none or the person has given another. */
const MAIL = `case when a.email_by = 'directory' then coalesce(nullif(s.mail, ''), a.email) else a.email end`

export const RENAME_ACCOUNTS = counted(
  'changed',
  `update core.accounts a set given_name = s.given_name, family_name = s.family_name, email = ${MAIL}
   from core.staged_members s where s.structure = $1 and a.id = s.account_id
   and (a.given_name, a.family_name, a.email) is distinct from (s.given_name, s.family_name, ${MAIL})`
)

export const PUT_MEMBERS = upsert({
  table: 'members',
  wanted: `select account_id, profiles[1] as profile, profiles, functions, given_name, family_name,
    given_name || ' ' || family_name as display_name
    from core.staged_members where structure = $1`,
  key: ['account_id'],
  columns: ['profile', 'profiles', 'functions', 'given_name', 'family_name', 'display_name'],
})

/** Members whom this academy's feeds brought and this one no longer names. */
const LEAVERS = `t.school_id = $3 and t.ended_at is null
  and not exists (select from core.staged_members s where s.structure = $1 and s.account_id = t.account_id)
  and (select true from core.person_keys k where k.academy = $2 and k.account_id = t.account_id limit 1)`

export const COUNT_LEAVERS = `
  select (select count(*)::int from core.members t where ${LEAVERS}) as leavers,
    (select count(*)::int from core.members t where t.school_id = $3 and t.ended_at is null) as members`

export const END_MEMBERS = counted(
  'gone',
  `update core.members t set ended_at = now() where ${LEAVERS}`
)

export const PUT_GROUPS = upsert({
  table: 'groups',
  wanted: `select $4::uuid as school_year_id, kind, source_key, name, label
    from core.staged_groups where structure = $1`,
  key: ['school_year_id', 'kind', 'source_key'],
  columns: ['name', 'label'],
})

export const END_GROUPS = counted(
  'gone',
  `update core.groups t set ended_at = now()
   where t.school_id = $3 and t.ended_at is null and t.source_key is not null
   and not (t.school_year_id = $4 and exists (select from core.staged_groups s
     where s.structure = $1 and s.kind = t.kind and s.source_key = t.source_key))`
)

export const PUT_GROUP_MEMBERS = upsert({
  table: 'group_members',
  wanted: GROUP_MEMBERS,
  key: ['group_id', 'member_id'],
  columns: ['role', 'subjects', 'starts_on'],
})

export const END_GROUP_MEMBERS = counted(
  'gone',
  `update core.group_members t set ended_at = now()
   where t.school_id = $3 and t.ended_at is null
   and exists (select from core.groups g where g.school_id = $3 and g.id = t.group_id and g.source_key is not null)
   and not exists (select from (${GROUP_MEMBERS}) w where w.group_id = t.group_id and w.member_id = t.member_id)`
)

export const PUT_GUARDIANSHIPS = upsert({
  table: 'guardianships',
  wanted: GUARDIANSHIPS,
  key: ['guardian_id', 'student_id'],
  columns: ['kinship', 'legal', 'in_charge', 'contact', 'financial', 'payment'],
})

export const END_GUARDIANSHIPS = counted(
  'gone',
  `update core.guardianships t set ended_at = now() where t.school_id = $3 and t.ended_at is null
   and not exists (select from (${GUARDIANSHIPS}) w
     where w.guardian_id = t.guardian_id and w.student_id = t.student_id)`
)
