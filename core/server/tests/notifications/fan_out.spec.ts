import { test } from '@japa/runner'
import { asAdmin } from '../../../testing/src/postgres.ts'
import { until } from '../jobs/workshop.ts'
import { FIRST, newsroom } from './newsroom.ts'

const PEOPLE = 2000
/** Of these so many have an address: their mails are made, and kept. */
const WRITTEN_TO = 450

const counted = await asAdmin(process.env['DATABASE_URL'] ?? '', async (admin) => {
  const { rows } = await admin.query<{ loaded: string }>(
    `select current_setting('shared_preload_libraries') as loaded`
  )
  return rows[0]!.loaded.includes('pg_stat_statements')
})

test.group('One notice, two thousand readers', (group) => {
  const room = newsroom(group)

  group.setup(async () => {
    await room.query(
      `with people as (
         insert into core.accounts (identifier, given_name, family_name, email)
         select 'foule.' || n, 'Foule', n::text, case when n <= $2 then 'foule.' || n || '@exemple.test' end
         from generate_series(1, $1::int) as n returning id, family_name)
       insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
       select $3, id, 'guardian', '{guardian}', 'Foule', family_name, 'Foule ' || family_name from people`,
      [PEOPLE, WRITTEN_TO, room.world.schools[0]!.id]
    )
    await room.query(`create table public.jobs_made (job text)`)
    await room.query(
      `grant insert on public.jobs_made to public; grant usage on schema public to public`
    )
    await room.query(
      `create function public.note_job() returns trigger language plpgsql as
       'begin insert into public.jobs_made values (new.job); return null; end'`
    )
    await room.query(
      `create trigger note after insert on core.outbox for each row execute function public.note_job()`
    )
  })
  const jobs = async () => {
    const rows = await room.query<{ job: string }>('select job from public.jobs_made')
    return rows.map(({ job }) => job)
  }
  test('few statements and few jobs, whatever their number', async ({ assert }) => {
    await room.query('create extension if not exists pg_stat_statements')
    await room.query('truncate public.jobs_made')
    await room.query('select pg_stat_statements_reset()')
    const { status } = await room.ring('head.1', {
      to: { rows: [{ group: null, profile: 'guardian' }] },
      values: { who: 'tous' },
    })
    assert.equal(status, 200, room.host.output())
    const rows = () =>
      room.query<{ read: number; mailed: number }>(
        `select count(*)::int as read, count(mail_id)::int as mailed from core.notifications`
      )
    await until(rows, ([row]) => row!.mailed >= WRITTEN_TO, 120)
    const [row] = await rows()
    // the parent of the first school, and the one of both
    assert.deepEqual(row, { read: PEOPLE + 2, mailed: WRITTEN_TO })
    const statements = await room.query<{ query: string; calls: number }>(
      `select query, calls::int from pg_stat_statements s
       where dbid = (select oid from pg_database where datname = current_database())
         and userid = 'core_runtime'::regrole and query ~ 'core\\.(notices|notifications) '
         and query !~ 'join core.accounts a on a.id = |mail_id = '`
    )
    const calls = statements.reduce((sum, one) => sum + one.calls, 0)
    assert.isAtLeast(calls, 3)
    assert.isAtMost(calls, 4, JSON.stringify(statements))
    const made = await jobs()
    assert.includeMembers(made, ['notify', 'make-mails'])
    assert.equal(made.filter((job) => job === 'send-mails').length, 3)
    assert.isAtMost(made.length, 20)
  }).skip(!counted, 'this PostgreSQL does not load pg_stat_statements')

  test('several send at once to everybody: all arrive, none is lost to another', async ({
    assert,
  }) => {
    const titles = Array.from({ length: 8 }, (_, index) => `Ensemble ${index}`)
    await Promise.all(titles.map((title) => room.publish(FIRST, { title })))
    const rows = () =>
      room.query<{ title: string; readers: number }>(
        `select x.words->>'title' as title, count(*)::int as readers from core.notices x
         join core.notifications n on n.school_id = x.school_id and n.notice_id = x.id
         where x.words->>'title' like 'Ensemble%' group by 1 order by 1`
      )
    const all = await until(rows, (found) => found.length === titles.length, 120)
    // every member of the school but the head, who is their author
    for (const { readers } of all) assert.equal(readers, PEOPLE + 7)
    const failed = await room.query('select from core.outbox where failed_at is not null')
    assert.lengthOf(failed, 0)
    const strangers = await room.query(
      `select from core.notifications n join core.members m on m.id = n.member_id where m.school_id <> n.school_id`
    )
    assert.lengthOf(strangers, 0)
    assert.deepEqual(await room.bell('student.2'), [])
  })
})
