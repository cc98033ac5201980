import type { Client } from 'pg'

const SCHOOLS = 20
const RECORDS = 25_000
/** Words of the invented language that titles are made of; the first ones come back most often (Zipf). */
const WORDS = 30_000
const SYLLABLES =
  'ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo ga ge go la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo tre pli gno cha'

/** Everything is drawn from a seed, hence the same each time; what indexes and counts comes after the rows, as after a restore. */
const WORLD = `
set session_replication_role = replica;
select setseed(0.42);
drop index plugin_cdi.entries_found, plugin_cdi.words_alike;
create temporary table vocabulary as
  select n, s[1 + n % 58] || s[1 + (n / 58) % 58] || s[1 + (n / 3364 + n) % 58] as word
  from generate_series(1, ${WORDS}) n, string_to_array('${SYLLABLES}', ' ') as s;
create index on vocabulary (n);
insert into core.schools (uai, name, city) select '099' || lpad(n::text, 4, '0') || 'N', 'Collège ' || n, 'Préauville'
  from generate_series(1, ${SCHOOLS}) n;
create temporary table drawn as
  select s.id as school_id, uuidv7() as id, n,
    (select string_agg(v.word, ' ') from (select floor(exp(random() * ln(${WORDS})))::int as k from generate_series(1, 3 + n % 4)) d
      join vocabulary v on v.n = greatest(1, d.k)) as title,
    (select v.word from vocabulary v where v.n = 1 + (n * 7919) % 3000) as author
  from core.schools s, generate_series(1, ${RECORDS}) n;
insert into plugin_cdi.records (school_id, id, title, authors, year, support, sort_title, marc)
  select school_id, id, title, array[author], 1950 + n % 75, (array['book', 'book', 'book', 'serial', 'video'])[1 + n % 5], title, '' from drawn;
insert into plugin_cdi.entries (school_id, id, vector, facets, words, free)
  select school_id, id, setweight(to_tsvector('simple', title) || to_tsvector('french', title), 'A') || setweight(to_tsvector('simple', author), 'B'),
    array['s:' || (array['book', 'book', 'book', 'serial', 'video'])[1 + n % 5], 'y:' || 1950 + n % 75, 'a:' || author, 'p:' || (array['Fiction', 'Documentaires', 'Réserve'])[1 + n % 3]],
    string_to_array(title || ' ' || author, ' '), n % 4 <> 0 from drawn;
insert into plugin_cdi.words (school_id, word, uses)
  select school_id, word, count(distinct id) from plugin_cdi.entries, unnest(words) as word group by school_id, word;
create index entries_found on plugin_cdi.entries using gin (school_id, vector, facets) with (fastupdate = off);
create index words_alike on plugin_cdi.words using gin (school_id, word extensions.gin_trgm_ops) with (fastupdate = off);
set session_replication_role = origin;
`

export interface Known {
  id: string
  title: string
}

/** Fills a migrated database with ${SCHOOLS} catalogues; answers one school, and some of its records. */
export async function writeCatalogues(
  admin: Client,
  sample: number
): Promise<{ schoolId: string; known: Known[] }> {
  await admin.query('set search_path = pg_catalog, extensions, public')
  await admin.query(WORLD)
  await admin.query('vacuum analyze')
  const { rows } = await admin.query<{ id: string }>(
    'select id from core.schools order by uai offset 3 limit 1'
  )
  const schoolId = rows[0]!.id
  const known = await admin.query<Known>(
    `select id, title from plugin_cdi.records where school_id = $1 order by md5(id::text) limit $2`,
    [schoolId, sample]
  )
  return { schoolId, known: known.rows }
}
