import { BaseSchema } from '@adonisjs/lucid/schema'

/** Where somebody is written to; what the directory gave until he says otherwise. */
const ADDRESSES = `
alter table core.accounts
  add email text check (length(email) <= 254),
  add email_by text not null default 'directory' check (email_by in ('directory', 'person')),
  add locale text check (locale in ('fr', 'en'));
comment on column core.accounts.email_by is 'who gave the address: what a person gave, an import leaves';
comment on column core.accounts.locale is 'language of what is sent; null: the school''s';
alter table core.staged_people add mail text not null default '';
alter table core.staged_members add mail text not null default '';
`

const TABLES = `
create table core.quiet_hours (
  school_id uuid primary key references core.schools,
  week jsonb,
  zone text not null default 'auto' check (zone in ('auto', 'A', 'B', 'C', 'none')),
  holidays boolean not null default true,
  exceptions jsonb not null default '[]',
  bypass text[] not null default '{head}',
  changed_at timestamptz not null default now()
);
comment on table core.quiet_hours is 'When pupils and families are left in peace, where a school differs from the national hours';
comment on column core.quiet_hours.week is 'seven days, Monday first: {opens, closes} or null; null: the national week';
comment on column core.quiet_hours.bypass is 'profiles that may pass them for an urgent reason';

create table core.notices (
  school_id uuid not null references core.schools,
  id uuid not null default uuidv7(),
  plugin text not null,
  kind text not null,
  object text not null default '',
  path text not null,
  words jsonb not null,
  audience jsonb not null,
  profiles text[] not null,
  app boolean not null,
  mail text not null check (mail in ('none', 'now', 'daily', 'weekly')),
  urgent boolean not null,
  from_id uuid,
  due_at timestamptz not null,
  created_at timestamptz not null default now(),
  told_at timestamptz,
  primary key (school_id, id),
  foreign key (school_id, from_id) references core.members
);
comment on table core.notices is 'What a plugin says happened: a kind and its values, not a sentence; each reader has a row of notifications';
comment on column core.notices.object is 'one notice for a kind and an object: told again, it reaches those whom it had not';
comment on column core.notices.app is 'with mail, what holds for who has not chosen';
create unique index notices_object on core.notices (school_id, plugin, kind, object) where object <> '';
create index on core.notices (created_at);

create table core.notifications (
  school_id uuid not null,
  notice_id uuid not null,
  member_id uuid not null,
  app boolean not null,
  mail text not null check (mail in ('none', 'now', 'daily', 'weekly')),
  visible_at timestamptz not null,
  read_at timestamptz,
  mail_due timestamptz,
  mail_id uuid,
  primary key (school_id, notice_id, member_id),
  foreign key (school_id, notice_id) references core.notices on delete cascade,
  foreign key (school_id, member_id) references core.members
);
comment on column core.notifications.mail_due is 'null: no mail is to be made of it, or it is made (mail_id)';
create index notifications_listed on core.notifications (school_id, member_id, visible_at desc) where app;
create index notifications_unread on core.notifications (school_id, member_id, visible_at) where app and read_at is null;
create index notifications_to_mail on core.notifications (school_id, mail_due) where mail_due is not null;
create index notifications_of_mail on core.notifications (school_id, mail_id) where mail_id is not null;

create table core.notification_choices (
  school_id uuid not null,
  member_id uuid not null,
  plugin text not null,
  kind text not null,
  app boolean not null,
  mail text not null check (mail in ('none', 'now', 'daily', 'weekly')),
  primary key (school_id, member_id, plugin, kind),
  foreign key (school_id, member_id) references core.members
);

create table core.mails (
  id uuid primary key default uuidv7(),
  school_id uuid references core.schools,
  account_id uuid not null references core.accounts,
  member_id uuid,
  kind text not null check (kind in ('now', 'daily', 'weekly', 'address')),
  notice_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'kept', 'failed', 'dropped')),
  recipient text,
  subject text,
  body text,
  html text,
  attempts integer not null default 0,
  failure text,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  retry_at timestamptz,
  ended_at timestamptz
);
comment on table core.mails is 'A mail to one person: waiting, claimed by whoever sends it, then sent, or kept where there is no mail server';
comment on column core.mails.body is 'kept only where there is no mail server: what was sent is not stored';
create index mails_waiting on core.mails (school_id, id) where state in ('waiting', 'sending');
create index mails_listed on core.mails (school_id, id desc);
create index on core.mails (created_at);
`

const WALLS = ['quiet_hours', 'notices', 'notifications', 'notification_choices', 'mails']
  .map(
    (table) => `
alter table core.${table} enable row level security, force row level security;
create policy scope on core.${table} using (school_id = (select core_api.school_id())) with check (school_id = (select core_api.school_id()));
create policy runtime on core.${table} to core_runtime using (true) with check (true);`
  )
  .join('')

const GRANTS = `
grant select, insert, update, delete on core.quiet_hours, core.notices, core.notifications, core.notification_choices, core.mails to core_runtime;
grant select on core.quiet_hours to core_api_owner;
grant select, insert, update, delete on core.notices to core_api_owner;
grant select, delete on core.notifications to core_api_owner;
grant select (school_id, job, dedupe_key, failed_at, due_at, handed_at), update (due_at, handed_at) on core.outbox to core_api_owner;
`

/** What a plugin's transaction may do: say that something happened, take it back, and read when the school is open. */
const DOORS = `
create view core_api.quiet_hours with (security_barrier) as
  select s.id as school_id, s.timezone, s.academy, q.week, q.zone, q.holidays, q.exceptions, q.bypass
  from core.schools s left join core.quiet_hours q on q.school_id = s.id
  where s.id = (select core_api.school_id());

create function core_api.hold_notice(notice_kind text, about text) returns void language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  -- The run takes its row of the outbox before the notice: so does whoever changes the notice, else each waits for the other.
  perform from core.outbox o where o.school_id = core_api.school_id() and o.plugin = 'core' and o.job = 'notify' and o.failed_at is null
    and o.dedupe_key = (select n.id::text from core.notices n where n.school_id = core_api.school_id() and n.plugin = core_api.plugin()
      and n.kind = notice_kind and n.object = about and about <> '')
    for update;
end $$;
revoke execute on function core_api.hold_notice(text, text) from public;

create function core_api.notify(notice_kind text, notice jsonb) returns uuid language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  school uuid := core_api.school_id();
  sender uuid := coalesce((notice->>'from')::uuid, core_api.member_id());
  due timestamptz := coalesce((notice->>'due')::timestamptz, now());
  pressing boolean := coalesce((notice->>'urgent')::boolean, false);
  reason text := notice->>'reason';
  made uuid;
begin
  if school is null then
    raise exception 'a notice is of a school' using errcode = 'PR500';
  end if;
  if reason is not null and not exists (
    select from core.members m left join core.quiet_hours q on q.school_id = school
    where m.school_id = school and m.id = sender and m.ended_at is null and m.profiles && coalesce(q.bypass, '{head}'))
  then
    raise exception 'the sender may not pass the quiet hours' using errcode = 'PR403';
  end if;
  perform core_api.hold_notice(notice_kind, coalesce(notice->>'object', ''));
  insert into core.notices (school_id, plugin, kind, object, path, words, audience, profiles, app, mail, urgent, from_id, due_at)
  values (school, core_api.plugin(), notice_kind, coalesce(notice->>'object', ''), notice->>'path', notice->'words',
    notice->'audience', array(select jsonb_array_elements_text(notice->'profiles')), (notice->>'app')::boolean,
    notice->>'mail', pressing, sender, due)
  on conflict (school_id, plugin, kind, object) where object <> '' do update
    set path = excluded.path, words = excluded.words, audience = excluded.audience, profiles = excluded.profiles,
      app = excluded.app, mail = excluded.mail, urgent = excluded.urgent, from_id = excluded.from_id, due_at = excluded.due_at
  returning id into made;
  if due > now() then
    -- Put off after it was told: nobody has it until then.
    delete from core.notifications where school_id = school and notice_id = made;
    update core.notices set told_at = null where school_id = school and id = made and told_at is not null;
  end if;
  insert into core.outbox (school_id, plugin, job, queue, payload, member_id, due_at, dedupe_key)
  values (school, 'core', 'notify', 'interactive', jsonb_build_object('notice', made), core_api.member_id(), due, made::text)
  on conflict (school_id, plugin, job, dedupe_key) where dedupe_key is not null and failed_at is null
    do update set due_at = excluded.due_at, handed_at = null;
  if pressing then
    insert into core.audit_log (school_id, member_id, plugin, action, object, details)
    values (school, sender, core_api.plugin(), 'quiet-hours.passed', made::text,
      jsonb_build_object('kind', notice_kind, 'reason', coalesce(reason, 'kind')));
  end if;
  return made;
end $$;

create function core_api.withdraw_notice(notice_kind text, about text) returns void language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform core_api.hold_notice(notice_kind, about);
  with gone as (
    delete from core.notices where school_id = core_api.school_id() and plugin = core_api.plugin()
      and kind = notice_kind and object = about and about <> '' returning id
  ) delete from core.outbox o using gone where o.school_id = core_api.school_id() and o.plugin = 'core'
    and o.job = 'notify' and o.dedupe_key = gone.id::text;
end $$;
`

const OWNED = [
  'view core_api.quiet_hours',
  'function core_api.hold_notice(text, text)',
  'function core_api.notify(text, jsonb)',
  'function core_api.withdraw_notice(text, text)',
]

/** Notices, their readers and their mails, what each chose, and when a school leaves its families in peace. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(ADDRESSES)
      await db.rawQuery(TABLES)
      await db.rawQuery(WALLS)
      await db.rawQuery(GRANTS)
      await db.rawQuery(DOORS)
      for (const door of OWNED) await db.rawQuery(`alter ${door} owner to core_api_owner`)
    })
  }
}
