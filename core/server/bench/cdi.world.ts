import type { Client } from 'pg'

const SCHOOLS = 20
const RECORDS = 25_000
/** Words of the invented language that titles are made of; the first ones come back most often (Zipf). */
const WORDS = 30_000
const AUTHORS = 3000
const SYLLABLES =
  'ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo ga ge go la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va vi'.split(
    ' '
  )

/** A record of the measured school. */
export interface Known {
  id: string
  title: string
}

/** The same numbers each time (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let one = Math.imul(state ^ (state >>> 15), 1 | state)
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one
    return ((one ^ (one >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The n-th word: its number in syllables, two at least; each number has a word of its own. */
function word(n: number): string {
  const rest = Math.floor(n / SYLLABLES.length)
  const syllable = SYLLABLES[n % SYLLABLES.length]!
  return rest ? word(rest - 1) + syllable : `${SYLLABLES[(n * 7) % SYLLABLES.length]}${syllable}`
}

/** Indexes and the vocabulary come after the rows, as after a restore. */
const BEFORE = `
set session_replication_role = replica;
set search_path = pg_catalog, extensions;
drop index plugin_cdi.entries_found, plugin_cdi.words_alike;
insert into core.schools (uai, name, city) select '099' || lpad(n::text, 4, '0') || 'N', 'Collège ' || n, 'Préauville'
  from generate_series(1, ${SCHOOLS}) n`
const FILL = `
with book as (
  insert into plugin_cdi.records (school_id, title, authors, year, support, sort_title, marc)
  select $1, title, array[author], 1950 + n % 75, (array['book', 'book', 'book', 'serial', 'video'])[1 + n % 5], title, ''
  from unnest($2::text[], $3::text[]) with ordinality as drawn (title, author, n)
  returning school_id, id, title, authors, year, support)
insert into plugin_cdi.entries (school_id, id, vector, facets, words, free)
select school_id, id, setweight(to_tsvector('simple', title) || to_tsvector('french', title), 'A') || setweight(to_tsvector('simple', authors[1]), 'B'),
  array['s:' || support, 'y:' || year, 'a:' || authors[1], 'p:' || (array['Fiction', 'Documentaires', 'Réserve'])[1 + year % 3]],
  string_to_array(title || ' ' || authors[1], ' '), year % 4 <> 0 from book`
const AFTER = `
insert into plugin_cdi.words (school_id, word, uses)
  select school_id, word, count(*) from plugin_cdi.entries, unnest(words) as word group by school_id, word;
create index entries_found on plugin_cdi.entries using gin (school_id, vector, facets) with (fastupdate = off);
create index words_alike on plugin_cdi.words using gin (school_id, word gin_trgm_ops) with (fastupdate = off);
set session_replication_role = origin`

/** Fills a migrated database with ${SCHOOLS} catalogues; answers one school, and some of its records. */
export async function writeCatalogues(
  admin: Client,
  sample: number
): Promise<{ schoolId: string; known: Known[] }> {
  const random = dice(7)
  const words = Array.from({ length: WORDS }, (_, n) => word(n))
  const drawn = () => words[Math.floor(Math.exp(random() * Math.log(WORDS)))]!
  await admin.query(BEFORE)
  const { rows: schools } = await admin.query<{ id: string }>(
    'select id from core.schools order by uai'
  )
  for (const { id } of schools) {
    const titles = Array.from({ length: RECORDS }, (_, n) =>
      Array.from({ length: 3 + (n % 4) }, drawn).join(' ')
    )
    const authors = titles.map((_, n) => words[(n * 7919) % AUTHORS]!)
    await admin.query(FILL, [id, titles, authors])
  }
  for (const statement of AFTER.split(';\n')) await admin.query(statement)
  await admin.query('vacuum analyze')
  const schoolId = schools[3]!.id
  const { rows: known } = await admin.query<Known>(
    'select id, title from plugin_cdi.records where school_id = $1 order by md5(title), id limit $2',
    [schoolId, sample]
  )
  return { schoolId, known }
}
