import { BaseSchema } from '@adonisjs/lucid/schema'

/** Tables that hold rows of one school: forced row-level security on `school_id`. */
const SCHOOL_TABLES = [
  'school_years',
  'members',
  'groups',
  'group_members',
  'guardianships',
  'committee_members',
  'activations',
  'ledger',
]

const TABLES = `
create sequence core.revision;

create table core.accounts (
  id uuid primary key default uuidv7(),
  identifier text unique check (identifier = lower(identifier)),
  password_hash text,
  given_name text not null,
  family_name text not null,
  closed_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table core.accounts is 'How somebody signs in: one for life, over all schools';

create table core.person_keys (
  academy text not null,
  key text not null,
  account_id uuid not null references core.accounts,
  primary key (academy, key)
);
create index on core.person_keys (account_id);
comment on table core.person_keys is 'ENTPersonJointure is unique inside an academy only: the key is both';

create table core.sessions (
  token_hash bytea primary key,
  account_id uuid not null references core.accounts on delete cascade,
  device text not null default '',
  created_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on core.sessions (account_id);
create index on core.sessions (expires_at);

create table core.invitations (
  code_hash bytea primary key,
  account_id uuid not null references core.accounts on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on core.invitations (account_id);

create table core.rate_limits (
  key text primary key,
  points integer not null default 0,
  expire bigint
);

create table core.authorities (
  id uuid primary key default uuidv7(),
  slug text not null unique,
  name text not null
);

create table core.officers (
  authority_id uuid not null references core.authorities,
  account_id uuid not null references core.accounts,
  role text not null check (role in ('agent', 'administrator')),
  ended_at timestamptz,
  primary key (authority_id, account_id)
);
create index on core.officers (account_id);

create table core.schools (
  id uuid primary key default uuidv7(),
  uai text not null unique check (uai ~ '^[0-9]{7}[A-HJ-NPR-Z]$'),
  name text not null,
  kind text not null default '',
  city text not null default '',
  authority_id uuid references core.authorities,
  academy text not null default '',
  source_key text,
  timezone text not null default 'Europe/Paris',
  locale text not null default 'fr',
  rights_version integer not null default 1,
  unique (academy, source_key)
);
create index on core.schools (authority_id, name);

create table core.school_years (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  label text not null,
  starts_on date not null,
  ends_on date not null,
  primary key (school_id, id),
  unique (school_id, label)
);

create table core.members (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  account_id uuid not null references core.accounts,
  profile text not null,
  profiles text[] not null,
  functions text[] not null default '{}',
  given_name text not null,
  family_name text not null,
  display_name text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (school_id, id),
  unique (school_id, account_id),
  check (profile = any (profiles)),
  check (profiles <@ array['student','guardian','teacher','school-life','librarian','head','staff'])
);
create index on core.members (account_id);
create index on core.members (school_id, profile, family_name, given_name) where ended_at is null;

create table core.groups (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  school_year_id uuid not null,
  kind text not null check (kind in ('class', 'teaching', 'team', 'free')),
  name text not null,
  label text not null default '',
  source_key text,
  ended_at timestamptz,
  primary key (school_id, id),
  foreign key (school_id, school_year_id) references core.school_years,
  unique (school_id, school_year_id, kind, source_key)
);

create table core.group_members (
  school_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  role text not null default 'member' check (role in ('member', 'teacher', 'main-teacher')),
  subjects text[] not null default '{}',
  starts_on date,
  ended_at timestamptz,
  primary key (school_id, group_id, member_id),
  foreign key (school_id, group_id) references core.groups,
  foreign key (school_id, member_id) references core.members
);
create index on core.group_members (school_id, member_id);

create table core.guardianships (
  school_id uuid not null,
  guardian_id uuid not null,
  student_id uuid not null,
  kinship text not null default '',
  legal boolean not null,
  in_charge boolean not null default false,
  contact boolean not null default false,
  financial boolean not null default false,
  payment boolean not null default false,
  ended_at timestamptz,
  primary key (school_id, guardian_id, student_id),
  foreign key (school_id, guardian_id) references core.members,
  foreign key (school_id, student_id) references core.members
);
create index on core.guardianships (school_id, student_id);

create table core.committee_members (
  school_id uuid not null,
  member_id uuid not null,
  named_by uuid not null references core.accounts,
  named_at timestamptz not null default now(),
  primary key (school_id, member_id),
  foreign key (school_id, member_id) references core.members
);
comment on table core.committee_members is 'Commission du numérique: those whom the head names to switch and configure';

create table core.plugins (
  id text primary key,
  version text not null,
  status text not null check (status in ('installed', 'incompatible', 'failed', 'missing')),
  reason text not null default '',
  migrated_at timestamptz,
  updated_at timestamptz not null default now()
);

create table core.offers (
  authority_id uuid not null references core.authorities,
  plugin text not null,
  school_id uuid references core.schools,
  state text not null check (state in ('none', 'offered', 'recommended', 'required', 'forbidden')),
  changed_at timestamptz not null default now(),
  unique nulls not distinct (authority_id, plugin, school_id)
);
comment on column core.offers.school_id is 'null: the offer to all schools; else an exception for one';

create table core.activations (
  school_id uuid not null references core.schools,
  plugin text not null,
  is_on boolean not null default false,
  settings jsonb not null default '{}',
  paused_profiles text[],
  paused_mode text check (paused_mode in ('off', 'read-only')),
  paused_until timestamptz,
  paused_reason text,
  purge_at timestamptz,
  active boolean not null default false,
  revision bigint not null,
  changed_at timestamptz not null default now(),
  primary key (school_id, plugin),
  check ((paused_mode is null) = (paused_profiles is null))
);
comment on column core.activations.paused_profiles is 'whom the pause stops; an empty array: everybody';
comment on column core.activations.active is 'offered, on, settings valid, dependencies active; a pause is compared with the clock';

create table core.ledger (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  plugin text not null,
  revision bigint not null,
  action text not null check (action in ('switch', 'settings', 'pause', 'offer', 'undo', 'committee')),
  actor_account_id uuid references core.accounts,
  actor_role text not null,
  reason text not null default '',
  before jsonb not null,
  after jsonb not null,
  undoes uuid,
  undone_by uuid,
  at timestamptz not null default now(),
  primary key (school_id, id),
  foreign key (school_id, undoes) references core.ledger (school_id, id),
  foreign key (school_id, undone_by) references core.ledger (school_id, id)
);
create index on core.ledger (school_id, plugin, at desc);

create table core.imports (
  id uuid primary key default uuidv7(),
  kind text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  status text not null check (status in ('running', 'refused', 'applied', 'partial')),
  fingerprint text not null default '',
  report jsonb not null default '{}'
);
`

const FUNCTIONS = `
create function core_api.school_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.school_id', true), '')::uuid;
create function core_api.member_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.member_id', true), '')::uuid;
create function core_api.account_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;
create function core_api.plugin() returns text language sql stable parallel safe
  return replace(substr(current_setting('role'), 8), '_', '-');
`

/** Views and doors, each owned by a role that is neither the tables' owner nor free of row-level security. */
const DOORS = `
create view core_api.members with (security_barrier) as
  select school_id, id, profile, profiles, given_name, family_name, display_name from core.members where ended_at is null;
create view core_api.groups with (security_barrier) as
  select school_id, id, school_year_id, kind, name, label from core.groups where ended_at is null;
create view core_api.group_members with (security_barrier) as
  select school_id, group_id, member_id, role, subjects from core.group_members where ended_at is null;
create view core_api.relations with (security_barrier) as
  select school_id, guardian_id, student_id, kinship, legal, in_charge, contact from core.guardianships where ended_at is null;
create view core_api.my_schools with (security_barrier) as
  select s.id, s.uai, s.name, s.kind, s.city, m.id as member_id, m.profile, m.profiles, m.display_name
  from core.schools s join core.members m on m.school_id = s.id
  where m.account_id = (select core_api.account_id()) and m.ended_at is null;

create function core_api.my_groups() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select coalesce(array_agg(group_id), '{}') from core.group_members
    where school_id = core_api.school_id() and member_id = core_api.member_id() and ended_at is null;
  end;
create function core_api.my_children() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select coalesce(array_agg(g.student_id), '{}') from core.guardianships g
    join core.members s on s.school_id = g.school_id and s.id = g.student_id and s.ended_at is null
    where g.school_id = core_api.school_id() and g.guardian_id = core_api.member_id() and g.legal and g.ended_at is null;
  end;
create function core_api.my_circles() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select coalesce(array_agg(distinct group_id), '{}') from core.group_members
    where school_id = core_api.school_id() and ended_at is null
    and (member_id = core_api.member_id() or member_id = any (core_api.my_children()));
  end;
create function core_api.my_profiles() returns text[] language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select coalesce((select profiles from core.members
      where school_id = core_api.school_id() and id = core_api.member_id() and ended_at is null), '{}');
  end;

create function core_api.lock_key(school uuid, plugin text) returns bigint language sql immutable parallel safe
  return hashtextextended('act:' || school || ':' || plugin, 0);

create function core_api.is_open(school uuid, plugin_id text, member uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (
      select 1 from core.activations a
      where a.school_id = school and a.plugin = plugin_id and a.active
      and not (a.paused_mode is not null and (a.paused_until is null or a.paused_until > clock_timestamp())
        and (a.paused_profiles = '{}' or exists (
          select 1 from core.members m where m.school_id = school and m.id = member and m.profiles <@ a.paused_profiles)))
    );
  end;
revoke execute on function core_api.is_open(uuid, text, uuid) from public;

create function core_api.assert_active() returns void language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  mine record;
  open_somewhere boolean := false;
begin
  if (core_api.school_id() is null) = (core_api.account_id() is null) then
    raise exception 'a scope is of a school or of a person' using errcode = 'PR500';
  end if;
  if core_api.school_id() is not null then
    perform pg_advisory_xact_lock_shared(core_api.lock_key(core_api.school_id(), core_api.plugin()));
    open_somewhere := core_api.is_open(core_api.school_id(), core_api.plugin(), core_api.member_id());
  else
    for mine in select school_id, id from core.members
      where account_id = core_api.account_id() and ended_at is null order by school_id
    loop
      perform pg_advisory_xact_lock_shared(core_api.lock_key(mine.school_id, core_api.plugin()));
      open_somewhere := open_somewhere or core_api.is_open(mine.school_id, core_api.plugin(), mine.id);
    end loop;
  end if;
  if not open_somewhere then
    raise exception 'plugin is off' using errcode = 'PR404';
  end if;
end $$;
`

const ROLES: Record<string, string[]> = {
  core_api_owner: [
    'view core_api.members',
    'view core_api.groups',
    'view core_api.group_members',
    'view core_api.relations',
    'view core_api.my_schools',
  ],
  core_reader: [
    'function core_api.my_groups()',
    'function core_api.my_children()',
    'function core_api.my_circles()',
    'function core_api.my_profiles()',
    'function core_api.is_open(uuid, text, uuid)',
    'function core_api.assert_active()',
  ],
}

const GRANTS = `
grant select on core.schools, core.members, core.groups, core.group_members, core.guardianships to core_api_owner, core_reader;
grant select on core.activations to core_reader;
grant select, insert, update, delete on all tables in schema core to core_runtime;
revoke update, delete on core.ledger from core_runtime;
grant update (undone_by) on core.ledger to core_runtime;
grant usage on sequence core.revision to core_runtime;
grant select on core_api.my_schools, core_api.members to core_person;
alter default privileges for role preau_owner in schema core grant select, insert, update, delete on tables to core_runtime;
`

/** Identity, directory, switches: the core's tables, with the views and doors that plugins see. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(TABLES)
      await db.rawQuery(FUNCTIONS)
      for (const table of SCHOOL_TABLES) await db.rawQuery(walls(table))
      await db.rawQuery(
        'create policy person on core.members for select using (account_id = (select core_api.account_id()) and ended_at is null)'
      )
      await db.rawQuery(GRANTS.slice(0, GRANTS.indexOf('grant select on core_api')))
      await db.rawQuery(DOORS)
      for (const [owner, objects] of Object.entries(ROLES))
        for (const object of objects) await db.rawQuery(`alter ${object} owner to ${owner}`)
      await db.rawQuery(`set local role core_api_owner`)
      await db.rawQuery('grant select on core_api.my_schools, core_api.members to core_person')
      await db.rawQuery(`reset role`)
    })
  }
}

function walls(table: string): string {
  const mine = 'school_id = (select core_api.school_id())'
  return `
    alter table core.${table} enable row level security, force row level security;
    create policy scope on core.${table} using (${mine}) with check (${mine});
    create policy runtime on core.${table} to core_runtime using (true) with check (true);
    create policy reader on core.${table} for select to core_reader using (true);`
}
