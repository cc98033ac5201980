import type { Client } from 'pg'
import type { Visit } from './support/load_process.ts'
import { visitsOf, writeSchools } from './support/schools_world.ts'

/** Messages of a school, each in a thread of its own. */
const MESSAGES = 500
/** Readers of each: with 20 schools, a million of rows. */
const READERS = 100

const TEXT = `'Bonjour, la réunion est avancée : voici ce qu’il faut apporter. ' || n`

/** One reading in ten is still to come. */
const ROWS = `
create temporary table sent on commit preserve rows as
  select s.id as school_id, n, uuidv7() as thread_id, uuidv7() as message_id, w.id as author_id,
    '2026-01-05T08:00:00Z'::timestamptz + n * interval '7 minutes' as at
  from core.schools s
  join lateral (select id from core.members m where m.school_id = s.id and m.profile = 'teacher' order by id limit 1) w on true,
  generate_series(1, ${MESSAGES}) n;

insert into plugin_messagerie.threads (school_id, id, subject, no_reply)
select school_id, thread_id, 'Réunion ' || n, false from sent;

insert into plugin_messagerie.messages (school_id, id, thread_id, author_id, subject, body, text, words, sent_at)
select school_id, message_id, thread_id, author_id, 'Réunion ' || n,
  jsonb_build_object('type', 'doc', 'content', jsonb_build_array(jsonb_build_object('type', 'paragraph',
    'content', jsonb_build_array(jsonb_build_object('type', 'text', 'text', ${TEXT}))))),
  ${TEXT}, to_tsvector('french', ${TEXT}), at from sent;

insert into plugin_messagerie.recipients (school_id, message_id, thread_id, member_id, kind, place, visible_at, read_at)
select school_id, message_id, thread_id, author_id, 'from', 'sent', at, at from sent;

insert into plugin_messagerie.recipients (school_id, message_id, thread_id, member_id, kind, place, visible_at, read_at)
select s.school_id, s.message_id, s.thread_id, m.id, 'to', 'inbox', s.at, case when (s.n + k) % 10 > 0 then s.at end
from sent s cross join generate_series(0, ${READERS - 1}) k
join (select school_id, id, row_number() over (partition by school_id order by id) as place, count(*) over (partition by school_id) as people
  from core.members) m on m.school_id = s.school_id and m.place = 1 + (s.n * 37 + k * 3) % m.people
where m.id <> s.author_id;
`

/** Fills a migrated database; answers the visits of pupils to their inbox. */
export async function writeLetters(admin: Client): Promise<Visit[]> {
  await writeSchools(admin, 'messagerie', ROWS)
  return visitsOf(admin, 'messagerie/threads')
}
