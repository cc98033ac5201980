import { BaseSchema } from '@adonisjs/lucid/schema'

const TABLES = `
create table core.outbox (
  id uuid primary key default uuidv7(),
  school_id uuid references core.schools,
  plugin text not null,
  job text not null,
  queue text not null check (queue in ('interactive', 'bulk', 'mail')),
  payload jsonb not null default '{}',
  member_id uuid,
  dedupe_key text,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  handed_at timestamptz,
  held boolean not null default false,
  failed_at timestamptz,
  failure jsonb,
  attempts integer not null default 0,
  progress jsonb
);
comment on table core.outbox is 'Work decided by a transaction and not done yet: the handler deletes its row in its last transaction';
comment on column core.outbox.school_id is 'null: the platform''s own work';
comment on column core.outbox.handed_at is 'when the queue was last told of it; a queue may forget, this row does not';
comment on column core.outbox.held is 'its plugin is off or missing: waits for it to come back';
create unique index outbox_dedupe on core.outbox (school_id, plugin, job, dedupe_key) nulls not distinct
  where dedupe_key is not null and failed_at is null;
create index outbox_to_hand on core.outbox (due_at) where handed_at is null and failed_at is null and not held;
create index outbox_handed on core.outbox (handed_at) where handed_at is not null and failed_at is null;
create index outbox_held on core.outbox (school_id, plugin) where held;
create index outbox_failed on core.outbox (school_id, failed_at) where failed_at is not null;

create table core.job_slots (
  name text not null,
  slot integer not null,
  holder uuid,
  until timestamptz not null default '-infinity',
  primary key (name, slot)
);
comment on table core.job_slots is 'Runs at once of a job that declares how many there may be; a slot whose holder died frees itself';

create table core.ticks (
  plugin text not null,
  job text not null,
  at timestamptz not null,
  reached uuid,
  done boolean not null default false,
  primary key (plugin, job)
);
comment on table core.ticks is 'The last tick of each schedule, and the school that its fan-out has reached';

create table core.audit_log (
  id uuid primary key default uuidv7(),
  school_id uuid references core.schools,
  at timestamptz not null default now(),
  account_id uuid references core.accounts,
  member_id uuid,
  plugin text not null,
  action text not null,
  object text not null default '',
  details jsonb not null default '{}'
);
create index on core.audit_log (school_id, at desc);
`

const WALLS = ['outbox', 'audit_log']
  .map(
    (table) => `
alter table core.${table} enable row level security, force row level security;
create policy scope on core.${table} using (school_id = (select core_api.school_id())) with check (school_id = (select core_api.school_id()));
create policy runtime on core.${table} to core_runtime using (true) with check (true);`
  )
  .join('')

const GRANTS = `
grant select, insert, update, delete on core.outbox, core.job_slots, core.ticks to core_runtime;
grant select, insert on core.audit_log to core_runtime;
grant insert on core.outbox, core.audit_log to core_api_owner;
grant select (id, plugin), delete on core.outbox to core_api_owner;
`

/** What a plugin's transaction may do to the outbox: the role says which plugin asks, the scope which school. */
const DOORS = `
create function core_api.enqueue(job text, queue text, payload jsonb, due timestamptz, dedupe text)
returns uuid language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into core.outbox (school_id, plugin, job, queue, payload, member_id, due_at, dedupe_key)
    values (core_api.school_id(), core_api.plugin(), enqueue.job, enqueue.queue, enqueue.payload,
      core_api.member_id(), coalesce(enqueue.due, now()), enqueue.dedupe)
    on conflict do nothing returning id;
  end;

create function core_api.publish(event text, payload jsonb, listeners text[])
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not starts_with(event, core_api.plugin() || '.') then
    raise exception 'an event is published by the plugin whose id it begins with' using errcode = 'PR403';
  end if;
  insert into core.outbox (school_id, plugin, job, queue, payload, member_id)
  select core_api.school_id(), listener, 'on:' || event, 'interactive', payload, core_api.member_id()
  from unnest(listeners) as listener;
end $$;

create function core_api.take_job(run uuid) returns void language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  delete from core.outbox where id = run and plugin = core_api.plugin() and core_api.school_id() is not null;
  if not found then
    raise exception 'the job is done or gone' using errcode = 'PR410';
  end if;
end $$;

create function core_api.audit(action text, object text, details jsonb)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into core.audit_log (school_id, member_id, plugin, action, object, details)
    values (core_api.school_id(), core_api.member_id(), core_api.plugin(), audit.action, coalesce(audit.object, ''), audit.details);
  end;
`

const OWNED = [
  'core_api.enqueue(text, text, jsonb, timestamptz, text)',
  'core_api.publish(text, jsonb, text[])',
  'core_api.take_job(uuid)',
  'core_api.audit(text, text, jsonb)',
]

/** Work to be done later, its doors for plugins, and the log of what must be traced. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(TABLES)
      await db.rawQuery(WALLS)
      await db.rawQuery(GRANTS)
      await db.rawQuery(DOORS)
      for (const door of OWNED) await db.rawQuery(`alter function ${door} owner to core_api_owner`)
    })
  }
}
