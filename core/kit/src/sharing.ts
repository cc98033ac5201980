/** Columns that a view shows of its table, as SQL. */
function columnsOf(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${name}, `).join('')
}

/** What somebody may read in the school of the scope: shared with him, his team or him as a guardian; still, and by somebody who is there. */
const READABLE = `s.school_id = (select core_api.school_id()) and s.ended_at is null
  and (s.to_member = (select core_api.member_id()) or s.to_team = any ((select core_api.my_teams())::uuid[])
    or (s.to_guardians and s.owner_member = any ((select core_api.my_children())::uuid[])))
  and (s.until is null or s.until > now()) and (s.outlives or o.ended_at is null)`

const MINE = 'owner_account_id = (select core_api.account_id())'

/** The table of the shares of a personal table. Foreign keys, not policies, tie a share to its owner's row: no policy reads a table. */
function sharesTable(name: string): string {
  return `
create table ${name}_shares (
  school_id uuid not null references core.schools, id uuid not null default uuidv7(),
  owner_account_id uuid not null default core_api.account_id(), owner_member uuid, object_id uuid not null,
  to_member uuid, to_team uuid, to_guardians boolean not null default false,
  rights text not null default 'read' check (rights in ('read', 'comment')),
  until timestamptz, outlives boolean not null default false, ended_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (school_id, id),
  check (num_nonnulls(to_member, to_team) + to_guardians::integer = 1 or ended_at is not null),
  foreign key (owner_account_id, object_id) references ${name} (account_id, id) on delete cascade,
  foreign key (school_id, owner_member) references core.members (school_id, id),
  foreign key (school_id, to_member) references core.members (school_id, id),
  foreign key (school_id, to_team) references core.groups (school_id, id));
create index on ${name}_shares (school_id, to_member) where to_member is not null;
create index on ${name}_shares (school_id, to_team) where to_team is not null;
create index on ${name}_shares (school_id, owner_member);
create index on ${name}_shares (school_id, object_id);
create index on ${name}_shares (owner_account_id, object_id);
alter table ${name}_shares enable row level security, force row level security;
create policy owner_read on ${name}_shares for select using (${MINE});
create policy owner_take_back on ${name}_shares for delete using (${MINE});
create policy owner_end on ${name}_shares for update using (${MINE})
  with check (${MINE} and (ended_at is not null or core_api.is_me_on(school_id, owner_member)));
create policy owner_add on ${name}_shares for insert
  with check (${MINE} and core_api.is_me_on(school_id, owner_member));
create policy school_read on ${name}_shares for select
  using (school_id = (select core_api.school_id()) and (select core_api.member_id()) is null);
create policy school_end on ${name}_shares for delete
  using (school_id = (select core_api.school_id()) and (select core_api.member_id()) is null);
create policy school_forget on ${name}_shares for update
  using (school_id = (select core_api.school_id()) and (select core_api.member_id()) is null)
  with check (school_id = (select core_api.school_id()) and (owner_member is null or ended_at is not null));
create policy reader on ${name}_shares for select to core_reader using (true);
create policy reader on ${name} for select to core_reader using (true);`
}

/** What is read of shares: by those they are with, and by their owner. */
function sharingViews(name: string, plugin: string, shows: readonly string[]): string {
  return `
create view shared_${name} with (security_barrier) as
  select t.id, ${columnsOf('t', shows)}s.id as share_id, s.owner_member, o.display_name as owner_name, s.rights, s.until, s.created_at as shared_at
  from ${name}_shares s join core.members o on o.school_id = s.school_id and o.id = s.owner_member
  join ${name} t on t.account_id = s.owner_account_id and t.id = s.object_id where ${READABLE};
create view shared_${name}_files with (security_barrier) as
  select f.id, f.object_table, f.object_id, f.position, null::uuid as owner_id, f.name, f.size, f.type, f.thumbnail_width, f.thumbnail_height, f.created_at
  from ${name}_shares s join core.members o on o.school_id = s.school_id and o.id = s.owner_member
  join core.files f on f.account_id = s.owner_account_id and f.plugin = '${plugin}' and f.object_table = '${name}' and f.object_id = s.object_id
  where f.state = 'clean' and ${READABLE};
create view my_${name}_shares with (security_barrier) as
  select s.id, s.school_id, s.object_id, s.rights, s.until, s.created_at, c.uai, c.name as school_name,
    case when s.to_guardians then 'guardians' when s.to_team is null then 'member' else 'team' end as kind,
    coalesce(m.display_name, g.name) as recipient, o.id is not null and o.ended_at is null as current
  from ${name}_shares s join core.schools c on c.id = s.school_id
  left join core.members o on o.school_id = s.school_id and o.id = s.owner_member
  left join core.members m on m.school_id = s.school_id and m.id = s.to_member
  left join core.groups g on g.school_id = s.school_id and g.id = s.to_team
  where s.${MINE} and (select core_api.school_id()) is null and s.ended_at is null;`
}

/** The statements behind `shareable`, the shares' table first; then the views, of `core_reader`. */
export function sharingStatements(
  name: string,
  plugin: string,
  shows: readonly string[]
): string[] {
  const views = [`shared_${name}`, `shared_${name}_files`, `my_${name}_shares`]
  return [
    sharesTable(name),
    `grant select, insert, update, delete on ${name}_shares to ${plugin};
     grant select on ${name}, ${name}_shares to core_reader`,
    sharingViews(name, plugin.slice('plugin_'.length).replaceAll('_', '-'), shows),
    ...views.map((view) => readersOwn(view, plugin)),
  ]
}

/** What the owner of a shared row reads of what was answered to him: see `answers`. */
export function answersStatements(
  {
    name,
    of,
    author,
    shows,
  }: { name: string; of: string; author: string; shows: readonly string[] },
  plugin: string
): string[] {
  return [
    `create policy reader on ${name} for select to core_reader using (true);
     grant select on ${name} to core_reader;
     create view my_${name} with (security_barrier) as
       select a.id, s.object_id, ${columnsOf('a', shows)}a.created_at, m.display_name as author_name, c.name as school_name
       from ${of}_shares s join ${name} a on a.school_id = s.school_id and a.share_id = s.id
       join core.schools c on c.id = s.school_id
       left join core.members m on m.school_id = a.school_id and m.id = a.${author}
       where s.${MINE} and (select core_api.school_id()) is null`,
    readersOwn(`my_${name}`, plugin),
  ]
}

/** A view that is the readers' role's, which the tables let read: it alone says to whom. */
function readersOwn(view: string, plugin: string): string {
  return `grant create on schema ${plugin} to core_reader;
    alter view ${view} owner to core_reader;
    revoke create on schema ${plugin} from core_reader;
    set local role core_reader; grant select on ${view} to ${plugin}; reset role`
}
