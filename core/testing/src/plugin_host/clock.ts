import { askServer } from './channel.ts'
import type { Ground } from './ground.ts'
import { asAdmin } from '../postgres.ts'

/** A length of time; its parts add up. */
export interface Duration {
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
}

/**
 * The clock of a test host. Moved, it moves together what `scope.clock.now()`, `new Date()` and luxon
 * answer in the server, and what `now()` and `clock_timestamp()` answer in its database, columns that
 * default to the current time included. Work that was to be done meanwhile is due: each schedule whose
 * time has come ticks once, and `jobs.drain()` does it. Not moved: timers that run, the test's own
 * `new Date()`, and `current_timestamp`, `current_date` written in a statement. Members sign in anew.
 */
export interface TestClock {
  /** What time it is in the host. */
  now(): Date
  /** Moves the clock forward. */
  advance(by: Duration): Promise<void>
  /** Moves the clock forward to a moment. @throws RangeError when that is past */
  moveTo(at: Date): Promise<void>
}

const SECOND = 1000
const UNITS = { days: 86_400 * SECOND, hours: 3600 * SECOND, minutes: 60 * SECOND, seconds: SECOND }

/** Gives a host its clock, which stands at the machine's time until it is moved. */
export function clockOf(ground: Ground, moved: () => void): TestClock {
  let offset = 0
  const now = () => new Date(Date.now() + offset)
  const moveBy = async (by: number) => {
    if (!(by >= 0)) throw new RangeError('The clock of a test host goes forward only.')
    const since = now().getTime()
    if (!offset) await asAdmin(ground.database.adminUrl, (admin) => admin.query(MOVABLE))
    offset += by
    await asAdmin(ground.database.adminUrl, (admin) =>
      admin.query(`update moved_clock.moved set ahead = $1::bigint * interval '1 millisecond'`, [
        offset,
      ])
    )
    await askServer(ground.server.child, { ask: 'clock', offset })
    moved()
    await askServer(ground.server.child, { ask: 'ticks', since })
  }
  return {
    now,
    advance: (by) =>
      moveBy(
        Object.entries(by).reduce(
          (sum, [unit, count]) => sum + count * UNITS[unit as keyof Duration],
          0
        )
      ),
    moveTo: (at) => moveBy(at.getTime() - now().getTime()),
  }
}

/**
 * Puts the database's clock under our hand: the functions keep their identity, so that every view, default
 * and function that calls them follows. Only a superuser may, in this database only.
 */
const MOVABLE = `
create schema if not exists moved_clock;
grant usage on schema moved_clock to public;
create table if not exists moved_clock.moved (ahead interval not null);
insert into moved_clock.moved select '0' where not exists (select from moved_clock.moved);
create or replace function moved_clock.real_now() returns timestamptz language internal stable parallel safe as 'now';
create or replace function moved_clock.real_clock() returns timestamptz language internal volatile parallel safe as 'clock_timestamp';
create or replace function moved_clock.ahead() returns interval language sql stable parallel safe security definer
  as 'select ahead from moved_clock.moved';
set allow_system_table_mods = on;
create or replace function pg_catalog.now() returns timestamptz language sql stable parallel safe
  as 'select moved_clock.real_now() + moved_clock.ahead()';
create or replace function pg_catalog.clock_timestamp() returns timestamptz language sql volatile parallel safe
  as 'select moved_clock.real_clock() + moved_clock.ahead()';
do $$ declare one record; begin
  for one in select d.adrelid::regclass as relation, a.attname from pg_attrdef d
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where pg_get_expr(d.adbin, d.adrelid) = 'CURRENT_TIMESTAMP'
  loop
    execute format('alter table %s alter column %I set default now()', one.relation, one.attname);
  end loop;
end $$;
`
