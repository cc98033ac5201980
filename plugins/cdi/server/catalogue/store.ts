import { rowsOf } from '../scope.ts'
import { writeIso2709 } from '../unimarc/iso2709_write.ts'
import type { UnimarcRecord } from '../unimarc/record.ts'
import { describe, type Description } from './describe.ts'
import { tellingWords, wordsOf } from './fold.ts'

/** How a record came in. */
export type Origin = 'form' | 'file' | 'sru'

/** A record to be kept, with where it comes from. */
export interface Arriving {
  record: UnimarcRecord
  origin: Origin
  importId?: string | null
}

/** What is written of a record, column by column. */
interface Row extends Description {
  id: string
  marc: string
  origin: Origin
  importId: string | null
  /** Folded texts, by the weight that they have in a search. */
  found: { title: string; authors: string; subjects: string; rest: string }
  words: string[]
  facets: string[]
}

const COLUMNS = [
  ...['title', 'subtitle', 'responsibility', 'authors', 'publisher', 'year', 'collection'],
  ...[
    'extent',
    'language',
    'summary',
    'subjects',
    'classification',
    'support',
    'level',
    'isbn',
    'url',
  ],
]

/** Stores new records with what finds them, in a few statements however many; answers their ids, in order. */
export async function addRecords(arriving: readonly Arriving[]): Promise<string[]> {
  if (!arriving.length) return []
  const ids = await rowsOf<{ id: string }>('select uuidv7() as id from generate_series(1, ?)', [
    arriving.length,
  ])
  const rows = arriving.map((one, index) => rowFor(ids[index]!.id, one))
  await rowsOf(
    `insert into records (id, ${COLUMNS.join(', ')}, sort_title, marc, origin, import_id)
     select id, ${COLUMNS.join(', ')}, "sortTitle", decode(marc, 'base64'), origin, "importId" from ${TYPED}`,
    [JSON.stringify(rows)]
  )
  await index(rows)
  return rows.map(({ id }) => id)
}

/** Writes a record anew, under the same id. */
export async function replaceRecord(id: string, arriving: Arriving): Promise<void> {
  const row = rowFor(id, arriving)
  const set = COLUMNS.map((column) => `${column} = n.${column}`).join(', ')
  await rowsOf(
    `update records r set ${set}, sort_title = n."sortTitle", marc = decode(n.marc, 'base64') from ${TYPED} where r.id = n.id`,
    [JSON.stringify([row])]
  )
  await rowsOf('delete from record_keys where record_id = ?', [id])
  await index([row])
  await refreshCopies([id])
}

/** The rows of a JSON array with their columns' types. */
const TYPED = `jsonb_to_recordset(?::jsonb) as n (id uuid, title text, subtitle text, responsibility text, authors text[],
  publisher text, year smallint, collection text, extent text, language text, summary text, subjects text[], classification text,
  support text, level text, isbn text, url text, "sortTitle" text, marc text, origin text, "importId" uuid,
  found jsonb, words text[], facets text[], keys text[])`

async function index(rows: readonly Row[]): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ id, found, words, facets, keys }) => ({ id, found, words, facets, keys }))
  )
  const exact = (name: string) => `to_tsvector('simple', found->>'${name}')`
  const stems = (name: string) => `to_tsvector('french', found->>'${name}')`
  await rowsOf(
    `insert into entries (id, vector, words, facets)
     select id, setweight(${exact('title')} || ${stems('title')}, 'A') || setweight(${exact('authors')}, 'B')
       || setweight(${exact('subjects')} || ${stems('subjects')}, 'C') || setweight(${stems('rest')}, 'D'), words, facets from ${TYPED}
     on conflict (school_id, id) do update set vector = excluded.vector, words = excluded.words, facets = excluded.facets`,
    [json]
  )
  await rowsOf(`insert into record_keys (record_id, value) select id, unnest(keys) from ${TYPED}`, [
    json,
  ])
}

function rowFor(id: string, { record, origin, importId }: Arriving): Row {
  const described = describe(record)
  const { title, subtitle, authors, subjects, summary, collection, publisher } = described
  const found = {
    title: folded(`${title} ${subtitle}`),
    authors: folded(authors.join(' ')),
    subjects: folded(`${subjects.join(' ')} ${collection}`),
    rest: folded(`${summary} ${publisher}`),
  }
  const words = [found.title, found.authors, found.subjects].flatMap((text) => tellingWords(text))
  return {
    ...described,
    ...{ id, found, origin, importId: importId ?? null },
    marc: writeIso2709(record).toString('base64'),
    words: [...new Set(words)].filter((word) => word.length > 2 && /\D/.test(word)),
    facets: facetsOf(described),
  }
}

const folded = (text: string) => wordsOf(text).join(' ')

/** By what a list is narrowed: a letter, and a value. Places (`p:`) and what is free now come from the copies. */
function facetsOf({ support, authors, year, level }: Description): string[] {
  return [
    `s:${support}`,
    ...authors.slice(0, 5).map((author) => `a:${author}`),
    ...(year ? [`y:${year}`] : []),
    ...(level ? [`l:${level}`] : []),
  ]
}

/** Brings what a search knows of copies up to date: their places, and whether one of them can be taken now. */
export async function refreshCopies(recordIds: readonly string[]): Promise<void> {
  if (!recordIds.length) return
  await rowsOf(
    `update entries e set free = n.free, facets = n.facets
     from (select o.id,
         exists (select from copies c where c.record_id = o.id and ${LENDABLE}) as free,
         array(select f from unnest(o.facets) as f where f not like 'p:%') || array(select distinct 'p:' || c.place
           from copies c where c.record_id = o.id and c.place <> '' and c.state not in ('lost', 'withdrawn') order by 1) as facets
       from entries o where o.id = any(?::uuid[])) as n
     where e.id = n.id and (e.free, e.facets) is distinct from (n.free, n.facets)`,
    [recordIds]
  )
}

/** A copy \`c\` that is on its shelf and may leave it: neither out, nor set aside, nor lost. */
export const LENDABLE = `c.state not in ('lost', 'withdrawn')
  and not exists (select from loans l where l.copy_id = c.id and l.returned_at is null)
  and not exists (select from reservations v where v.copy_id = c.id)`

/** Of some keys, those under which a record is there already, with its id. */
export async function knownKeys(keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await rowsOf<{ value: string; id: string }>(
    'select value, min(record_id::text) as id from record_keys where value = any(?::text[]) group by value',
    [keys]
  )
  return new Map(rows.map(({ value, id }) => [value, id]))
}
