import type { Client } from 'pg'
import type { Visit } from './support/load_process.ts'
import { CLASSES, visitsOf, writeSchools } from './support/schools_world.ts'

/** News of a school: half of them in force. */
const NEWS = 200

/** Some news for everybody, some for a profile, some for a class. */
const ROWS = `
insert into plugin_actualites.news (school_id, title, body, author_id, pinned, published_at, expires_at)
select m.school_id, 'Information ' || n, repeat('Les élèves sont attendus à la vie scolaire. ', 1 + n % 30), m.id, n % 50 = 0,
  '2026-01-01T08:00:00Z'::timestamptz + n * interval '1 minute', case when n % 2 = 0 then null else '2026-02-01T08:00:00Z'::timestamptz end
from (select distinct on (school_id) school_id, id from core.members where profile = 'teacher' order by school_id, id) m,
  generate_series(1, ${NEWS}) n;

insert into plugin_actualites.audiences (school_id, news_id, group_id, profile)
select w.school_id, w.id, case w.n % 3 when 2 then g.id end, case w.n % 3 when 1 then 'student' end
from (select school_id, id, row_number() over (partition by school_id order by id) as n from plugin_actualites.news) w
join (select school_id, id, row_number() over (partition by school_id order by id) as n from core.groups) g
on g.school_id = w.school_id and g.n = 1 + w.n % ${CLASSES};
`

/** Fills a migrated database; answers the visits of pupils to the news of their school. */
export async function writeWorld(admin: Client): Promise<Visit[]> {
  await writeSchools(admin, 'actualites', ROWS)
  return visitsOf(admin, 'actualites/news')
}
