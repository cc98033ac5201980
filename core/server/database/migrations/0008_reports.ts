import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = `
create table core.reports (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  plugin text not null,
  kind text not null,
  object uuid not null,
  reporter_id uuid,
  author_id uuid,
  reason text not null
    check (reason in ('harassment', 'threat', 'sexual', 'hate', 'impersonation', 'distress', 'spam', 'other')),
  words text not null,
  evidence jsonb not null,
  evidence_sha256 bytea not null,
  created_at timestamptz not null default now(),
  decision text check (decision in ('dismissed', 'handled', 'removed')),
  note text not null default '',
  decided_by uuid,
  decided_at timestamptz,
  primary key (school_id, id),
  unique (school_id, plugin, kind, object, reporter_id),
  foreign key (school_id, reporter_id) references core.members,
  foreign key (school_id, author_id) references core.members,
  foreign key (school_id, decided_by) references core.members,
  check ((decision is null) = (decided_at is null))
);
comment on table core.reports is 'What people reported, with what they saw of it, frozen; read by the moderators of the school';
create index on core.reports (school_id, id) where decision is null;
create index on core.reports (school_id, reporter_id);
create index on core.reports (school_id, author_id);
create index on core.reports (school_id, decided_by);

alter table core.reports enable row level security, force row level security;
create policy scope on core.reports using (school_id = (select core_api.school_id())) with check (school_id = (select core_api.school_id()));
create policy runtime on core.reports to core_runtime using (true) with check (true);

-- nobody rewrites what was reported
revoke all on core.reports from core_runtime;
grant select on core.reports to core_runtime;
grant update (decision, note, decided_by, decided_at, reporter_id, author_id) on core.reports to core_runtime;
grant select (school_id, id, plugin, kind, object, reporter_id), insert on core.reports to core_api_owner;
`

const PROOFS = `
alter table core.sessions add column proved_at timestamptz;
comment on column core.sessions.proved_at is 'When the password was last given again in it, before what a stolen session must not do';
`

const DOORS = `
create function core_api.report(kind text, object uuid, author uuid, reason text, words text, evidence jsonb)
returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid;
begin
  if core_api.school_id() is null or core_api.member_id() is null then
    raise exception 'somebody reports, in a school' using errcode = 'PR500';
  end if;
  insert into core.reports (school_id, plugin, kind, object, reporter_id, author_id, reason, words, evidence, evidence_sha256)
  values (core_api.school_id(), core_api.plugin(), $1, $2, core_api.member_id(), $3, $4, $5, $6, sha256(convert_to($6::text, 'UTF8')))
  on conflict do nothing returning id into made;
  if made is not null then
    insert into core.audit_log (school_id, member_id, plugin, action, object, details)
    values (core_api.school_id(), core_api.member_id(), core_api.plugin(), 'report.made', made::text, jsonb_build_object('reason', $4));
  end if;
  return made;
end $$;
`

/** What people report to the moderators of their school, for every plugin; and passwords given again. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(TABLES)
      await db.rawQuery(PROOFS)
      await db.rawQuery(DOORS)
      await db.rawQuery(
        'alter function core_api.report(text, uuid, uuid, text, text, jsonb) owner to core_api_owner'
      )
    })
  }
}
