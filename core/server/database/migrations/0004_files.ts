import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = `
create table core.files (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  plugin text not null,
  object_table text not null,
  object_id uuid,
  position integer not null default 0,
  owner_id uuid,
  name text not null,
  size bigint not null check (size > 0),
  type text,
  sha256 bytea,
  state text not null check (state in ('uploading', 'quarantine', 'clean', 'gone')),
  store_key text not null,
  thumbnail_key text,
  thumbnail_width integer,
  thumbnail_height integer,
  received bigint not null default 0 check (received between 0 and size),
  multipart text,
  parts jsonb not null default '[]',
  lease uuid,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  attached_at timestamptz,
  gone_at timestamptz,
  primary key (school_id, id),
  unique (school_id, store_key),
  foreign key (school_id, owner_id) references core.members,
  check (state <> 'clean' or (type is not null and sha256 is not null)),
  check (object_id is null or state in ('clean', 'gone')),
  check ((thumbnail_key is null) = (thumbnail_width is null) and (thumbnail_key is null) = (thumbnail_height is null))
);
comment on table core.files is 'What people sent: name, nature and place of bytes that a store keeps under an opaque key';
comment on column core.files.object_id is 'null: an upload that no row has taken yet, gone after a day';
comment on column core.files.state is 'uploading: bytes missing; quarantine: not examined yet; clean: may be served; gone: its bytes are to be deleted';
comment on column core.files.received is 'bytes of a resumable upload that the store holds';
comment on column core.files.lease is 'the one request that may write, while lease_until is to come';
create index on core.files (school_id, plugin, object_table, object_id, position) where object_id is not null;
create index on core.files (school_id, owner_id);
create index on core.files (created_at) where object_id is null;
create index on core.files (gone_at) where state = 'gone';
create index files_measured on core.files (school_id) include (plugin, owner_id, size) where state <> 'gone';

create table core.file_quotas (
  school_id uuid not null references core.schools,
  kind text not null check (kind in ('school', 'plugin', 'profile')),
  name text not null default '',
  bytes bigint not null check (bytes >= 0),
  primary key (school_id, kind, name),
  check ((kind = 'school') = (name = ''))
);
comment on table core.file_quotas is 'What a school has instead of the installation''s defaults: of the school, of a plugin, of each person of a profile';
`

const GRANTS = `
grant select, insert, update, delete on core.files, core.file_quotas to core_runtime;
grant select, update on core.files to core_api_owner;
`

/** What a plugin's transaction sees and does: its own files, in its own school. */
const DOORS = `
create view core_api.files with (security_barrier) as
  select id, object_table, object_id, position, owner_id, name, size, type, thumbnail_width, thumbnail_height, created_at
  from core.files
  where school_id = (select core_api.school_id()) and plugin = (select core_api.plugin())
    and state = 'clean' and object_id is not null;

create function core_api.attach_file(file uuid, object_table text, object_id uuid, place integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_setting('role') and c.relname = attach_file.object_table and t.tgname = 'files_follow'
  ) then
    raise exception 'the table % is not attachable', attach_file.object_table using errcode = 'PR500';
  end if;
  update core.files f
  set object_id = attach_file.object_id, position = place, attached_at = coalesce(f.attached_at, now())
  where f.school_id = core_api.school_id() and f.id = file and f.plugin = core_api.plugin()
    and f.object_table = attach_file.object_table and f.state = 'clean'
    and (f.object_id = attach_file.object_id
      or (f.object_id is null and f.owner_id = core_api.member_id()));
  return found;
end $$;

create function core_api.forget_bytes() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into core.outbox (school_id, plugin, job, queue)
    select core_api.school_id(), 'core', 'files.delete', 'bulk';
  end;
revoke execute on function core_api.forget_bytes() from public;

create function core_api.detach_file(file uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update core.files set state = 'gone', gone_at = now()
  where school_id = core_api.school_id() and id = file and plugin = core_api.plugin()
    and state = 'clean' and object_id is not null;
  if not found then
    return false;
  end if;
  perform core_api.forget_bytes();
  return true;
end $$;

create function core_api.disown_files(member uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  disowned integer;
begin
  update core.files
  set owner_id = null,
    state = case when object_id is null then 'gone' else state end,
    gone_at = case when object_id is null then now() else gone_at end
  where school_id = core_api.school_id() and plugin = core_api.plugin() and owner_id = member and state <> 'gone';
  get diagnostics disowned = row_count;
  return disowned;
end $$;

create function core_api.files_follow() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update core.files f set state = 'gone', gone_at = now()
  from deleted d
  where f.school_id = core_api.school_id() and d.school_id = f.school_id
    and f.plugin = replace(substr(tg_table_schema, 8), '_', '-')
    and f.object_table = tg_table_name and f.object_id = d.id and f.state <> 'gone';
  if found then
    perform core_api.forget_bytes();
  end if;
  return null;
end $$;
`

const OWNED = [
  'view core_api.files',
  'function core_api.attach_file(uuid, text, uuid, integer)',
  'function core_api.forget_bytes()',
  'function core_api.detach_file(uuid)',
  'function core_api.disown_files(uuid)',
  'function core_api.files_follow()',
]

function walls(table: string): string {
  const mine = 'school_id = (select core_api.school_id())'
  return `
    alter table core.${table} enable row level security, force row level security;
    create policy scope on core.${table} using (${mine}) with check (${mine});
    create policy runtime on core.${table} to core_runtime using (true) with check (true);`
}

/** Files: what is kept of them, quotas of schools, and the doors of plugins. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(TABLES)
      await db.rawQuery(walls('files'))
      await db.rawQuery(walls('file_quotas'))
      await db.rawQuery(GRANTS)
      await db.rawQuery(DOORS)
      for (const object of OWNED) await db.rawQuery(`alter ${object} owner to core_api_owner`)
    })
  }
}
