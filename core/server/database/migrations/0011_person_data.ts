import { BaseSchema } from '@adonisjs/lucid/schema'

const FILES = `
alter table core.files add column account_id uuid references core.accounts;
comment on column core.files.account_id is 'whose it is, where it hangs on a row of his own: it follows him, wherever it was sent';
create index files_of_person on core.files (account_id, plugin, object_table, object_id, position) where account_id is not null;
create unique index files_of_persons on core.files (id) where account_id is not null;
create policy person on core.files using (account_id = (select core_api.account_id())) with check (account_id = (select core_api.account_id()));
create policy reader on core.files for select to core_reader using (true);
create policy person_work on core.outbox for insert to core_api_owner with check (core_api.account_id() is not null and plugin = 'core');
grant select on core.files to core_reader;
`

/** What a plugin's transaction sees and does of the files of the person whose scope it is. */
const DOORS = `
create or replace view core_api.files with (security_barrier) as
  select id, object_table, object_id, position, owner_id, name, size, type, thumbnail_width, thumbnail_height, created_at
  from core.files
  where school_id = (select core_api.school_id()) and plugin = (select core_api.plugin())
    and state = 'clean' and object_id is not null and account_id is null;

create view core_api.my_files with (security_barrier) as
  select id, object_table, object_id, position, owner_id, name, size, type, thumbnail_width, thumbnail_height, created_at
  from core.files
  where account_id = (select core_api.account_id()) and plugin = (select core_api.plugin())
    and state = 'clean' and object_id is not null;

create function core_api.attach_my_file(file uuid, object_table text, object_id uuid, place integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if core_api.school_id() is not null then
    return false;
  end if;
  update core.files f
  set object_id = attach_my_file.object_id, position = place, attached_at = coalesce(f.attached_at, now())
  where f.account_id = core_api.account_id() and f.id = file and f.plugin = core_api.plugin()
    and f.object_table = attach_my_file.object_table and f.state = 'clean'
    and (f.object_id = attach_my_file.object_id or f.object_id is null);
  return found;
end $$;

create function core_api.forget_my_bytes() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into core.outbox (school_id, plugin, job, queue)
    select null, 'core', 'files.delete', 'bulk' where core_api.school_id() is null and core_api.account_id() is not null;
  end;
revoke execute on function core_api.forget_my_bytes() from public;

create function core_api.detach_my_file(file uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update core.files set state = 'gone', gone_at = now()
  where core_api.school_id() is null and account_id = core_api.account_id() and id = file
    and plugin = core_api.plugin() and state = 'clean' and object_id is not null;
  if not found then
    return false;
  end if;
  perform core_api.forget_my_bytes();
  return true;
end $$;

create function core_api.my_files_follow() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update core.files f set state = 'gone', gone_at = now()
  from deleted d
  where core_api.school_id() is null and f.account_id = core_api.account_id() and d.account_id = f.account_id
    and f.plugin = replace(substr(tg_table_schema, 8), '_', '-')
    and f.object_table = tg_table_name and f.object_id = d.id and f.state <> 'gone';
  if found then
    perform core_api.forget_my_bytes();
  end if;
  return null;
end $$;

create function core_api.is_me_on(school uuid, member uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select core_api.school_id() is null and exists (
      select from core.members m
      join core.activations a on a.school_id = m.school_id and a.plugin = core_api.plugin() and a.active
      where m.school_id = school and m.id = member and m.account_id = core_api.account_id() and m.ended_at is null);
  end;

create function core_api.my_teams() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select coalesce(array_agg(group_id), '{}') from core.group_members
    where school_id = core_api.school_id() and member_id = core_api.member_id() and role <> 'member' and ended_at is null;
  end;
`

const OWNED: Record<string, string[]> = {
  core_api_owner: [
    'view core_api.my_files',
    'function core_api.attach_my_file(uuid, text, uuid, integer)',
    'function core_api.forget_my_bytes()',
    'function core_api.detach_my_file(uuid)',
    'function core_api.my_files_follow()',
  ],
  core_reader: ['function core_api.is_me_on(uuid, uuid)', 'function core_api.my_teams()'],
}

/** What belongs to a person and not to a school: his files, and the doors of plugins to them. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(FILES)
      // The view stays its owner's, who alone may replace it.
      const at = DOORS.indexOf('create view core_api.my_files')
      await db.rawQuery('set local role core_api_owner')
      await db.rawQuery(DOORS.slice(0, at))
      await db.rawQuery('reset role')
      await db.rawQuery(DOORS.slice(at))
      for (const [owner, objects] of Object.entries(OWNED))
        for (const object of objects) await db.rawQuery(`alter ${object} owner to ${owner}`)
    })
  }
}
