import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = `
create table core.exports (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('person', 'module')),
  account_id uuid references core.accounts,
  school_id uuid references core.schools,
  plugin text,
  asked_by uuid not null references core.accounts,
  state text not null default 'waiting' check (state in ('waiting', 'ready', 'failed', 'expired')),
  store_key text,
  size bigint,
  entries integer not null default 0,
  created_at timestamptz not null default now(),
  ready_at timestamptz,
  expires_at timestamptz,
  check ((kind = 'person') = (account_id is not null)),
  check ((kind = 'module') = (plugin is not null and school_id is not null))
);
comment on table core.exports is 'Archives that somebody asked for: of a person, over his schools or in one, or of a module in a school';
create index on core.exports (account_id, created_at desc);
create index on core.exports (school_id, created_at desc);
create index on core.exports (expires_at) where state = 'ready';

create table core.retention_runs (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  plugin text not null,
  table_name text not null,
  cutoff timestamptz not null,
  rows integer not null,
  at timestamptz not null default now(),
  primary key (school_id, id)
);
comment on table core.retention_runs is 'Proof that what had been kept long enough was deleted or made anonymous';
create index on core.retention_runs (school_id, plugin, at desc);

alter table core.activations add column purge_asked_by uuid references core.accounts;
alter table core.members add column erased_at timestamptz;

alter table core.ledger drop constraint ledger_action_check;
alter table core.ledger add constraint ledger_action_check
  check (action in ('switch', 'settings', 'pause', 'offer', 'undo', 'committee', 'purge', 'purged'));
`

const WALLS = ['exports', 'retention_runs']
  .map(
    (table) => `
alter table core.${table} enable row level security, force row level security;
create policy scope on core.${table} using (school_id = (select core_api.school_id())) with check (school_id = (select core_api.school_id()));
create policy runtime on core.${table} to core_runtime using (true) with check (true);`
  )
  .join('')

const GRANTS = `
grant select, insert, update, delete on core.exports to core_runtime;
grant select, insert on core.retention_runs to core_runtime;
`

/** When a member left, for a plugin's own rows that name him; null while he is there. */
const DOORS = `
create function core_api.member_ended_at(member uuid) returns timestamptz language sql stable security definer
set search_path = pg_catalog, pg_temp
  begin atomic
    select ended_at from core.members where school_id = core_api.school_id() and id = member;
  end;
`

/** What the host owes to people: their archive, their erasure, the end of what is kept. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(TABLES)
      await db.rawQuery(WALLS)
      await db.rawQuery(GRANTS)
      await db.rawQuery(DOORS)
      await db.rawQuery('alter function core_api.member_ended_at(uuid) owner to core_reader')
    })
  }
}
