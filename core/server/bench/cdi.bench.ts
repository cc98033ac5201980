import pg from 'pg'
import { asAdmin } from '../../testing/src/postgres.ts'
import { isoFile } from '../../../plugins/cdi/tests/records.ts'
import { dice, writeCatalogues } from './cdi.world.ts'
import { bootHere } from './support/application_here.ts'
import { checkGates, printTable } from './support/report.ts'
import { pairedRounds, type Variant } from './support/rounds.ts'

// The catalogue of a school of 25,000 records in a base of 500,000: searches under row-level security against the same without
// it; how often one typo finds its book; reading and storing records; labels.

const ROUNDS = 8
const QUERIES = 40
const TYPOS = 300
const url = process.env['DATABASE_URL'] ?? ''
const { schoolId, known } = await asAdmin(url, (admin) => writeCatalogues(admin, TYPOS))
const end = await bootHere()
const { withScope } = await import('#app/scope/index')
const { search } = await import('../../../plugins/cdi/server/catalogue/search.ts')
const { rowsOf } = await import('../../../plugins/cdi/server/scope.ts')
const { readRecords } = await import('../../../plugins/cdi/server/unimarc/read_file.ts')
const { labelSheet } = await import('../../../plugins/cdi/server/labels/sheet.ts')
const { takeIn } = await import('../../../plugins/cdi/server/imports/batch.ts')

const entry = { kind: 'school', schoolId, memberId: null, role: 'plugin_cdi', locks: [] } as const
const reading = <T>(work: () => Promise<T>) => withScope({ ...entry, readOnly: true }, work)
/** The two longest words of a title: what somebody remembers of it. */
const remembered = (title: string) =>
  title
    .split(' ')
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 2)

interface Kind {
  name: string
  queries: string[]
  ours: string
  bare: string
}

const sample = known.slice(0, QUERIES).map(({ title }) => remembered(title))
const HITS = `vector @@ $QUERY and ('{}'::text[] = '{}' or facets @> '{}') and (free or not false)`
const bareHits = `with hits as materialized (select id, vector from plugin_cdi.entries where school_id = '${schoolId}' and ${HITS} limit 2000)
  select id, ts_rank_cd('{0.05,0.2,0.6,1.0}', vector, $QUERY, 1) as rank, count(*) over () as total from hits order by rank desc, id desc limit 20`
const bareFacets = `with hits as materialized (select facets, free from plugin_cdi.entries where school_id = '${schoolId}' and ${HITS} limit 10000),
  counted as (select facet, count(*) as hits from hits, unnest(facets) as facet group by facet union all select 'f:1', count(*) filter (where free) from hits),
  placed as (select facet, hits, row_number() over (partition by left(facet, 2) order by hits desc, facet) as place from counted)
  select facet, hits from placed where place <= 10 and hits > 0 order by left(facet, 2), place`
const found = 'select * from find_entries($QUERY, $WANTED, false, 20, 0)'
const KINDS: Kind[] = [
  {
    ...{ name: 'two words', queries: sample.map((words) => words.join(' & ')) },
    ...{ ours: found, bare: bareHits },
  },
  {
    name: 'a word and the beginning of another',
    queries: sample.map(([one = '', two = one]) => `${one} & ${two.slice(0, 3)}:*`),
    ...{ ours: found, bare: bareHits },
  },
  {
    ...{ name: 'facets', queries: sample.map(([, two = '']) => `${two.slice(0, 2)}:*`) },
    ours: 'select * from find_facets($QUERY, $WANTED, false, 10)',
    bare: bareFacets,
  },
]

const TSQUERY = `to_tsquery('simple', ?)`
const times = new Map<string, number[]>()

function variant({ name, queries, ours }: Kind): Variant<'time'> {
  const sql = ours.replaceAll('$QUERY', TSQUERY).replaceAll('$WANTED', `'{}'::text[]`)
  const each = times.set(name, []).get(name)!
  return {
    name,
    slice: () =>
      reading(async () => {
        const began = performance.now()
        for (const query of queries) {
          const from = performance.now()
          await rowsOf(sql, [query])
          each.push(performance.now() - from)
        }
        return { time: performance.now() - began }
      }),
  }
}

const bare = new pg.Client({ connectionString: url })
await bare.connect()
function without({ name, queries, bare: text }: Kind): Variant<'time'> {
  const sql = text.replaceAll('$QUERY', `to_tsquery('simple', $1)`)
  return {
    name: `${name}, without the walls`,
    async slice() {
      const began = performance.now()
      for (const query of queries) await bare.query({ name, text: sql, values: [query] })
      return { time: performance.now() - began }
    },
  }
}

const rows = [['one search', 'p50 (ms)', 'p95 (ms)', 'ratio']]
const gates = []
for (const kind of KINDS) {
  const pair = [without(kind), variant(kind)] as const
  for (const one of pair) await one.slice()
  times.get(kind.name)!.length = 0
  const rounds = await pairedRounds(pair, ROUNDS)
  const ratio = rounds.ratio(kind.name, pair[0].name, 'time')
  rows.push([
    kind.name,
    at(times.get(kind.name)!, 0.5),
    at(times.get(kind.name)!, 0.95),
    ratio.toFixed(2),
  ])
  gates.push({ what: `${kind.name}: time under the walls, ratio`, value: ratio, atMost: 1.5 })
}
await bare.end()

function at(all: readonly number[], part: number): string {
  const sorted = all.toSorted((a, b) => a - b)
  return (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)
}

/** A word with one letter left out, put in, changed, or swapped with the next. */
function slip(word: string, random: () => number): string {
  const place = Math.floor(random() * (word.length - 1))
  const letter = 'abcdefghilmnoprstuv'[Math.floor(random() * 19)]!
  const [before, after] = [word.slice(0, place), word.slice(place + 1)]
  return [
    before + after,
    before + letter + word[place] + after,
    before + letter + after,
    before + after[0] + word[place] + after.slice(1),
  ][Math.floor(random() * 4)]!
}

const random = dice(20)
const slips: number[] = []
let right = 0
for (const { id, title } of known) {
  const [one = '', two = ''] = remembered(title)
  const text = `${slip(one, random)} ${two}`
  await reading(async () => {
    const from = performance.now()
    const { data } = await search({ text, facets: [], free: false, page: 1 })
    slips.push(performance.now() - from)
    if (data.slice(0, 10).some((hit) => hit.id === id)) right++
  })
}
rows.push(['one typo: the whole page, facets too', at(slips, 0.5), at(slips, 0.95), '–'])

const books = Array.from({ length: 2000 }, (_, n) => ({
  title: `Ouvrage ${n} de mesure`,
  author: ['Nom', `P${n}`] as [string, string],
  barcodes: [`M${n}`],
}))
const file = isoFile(books)
const began = performance.now()
const readings = [...readRecords(file)]
const parsed = (readings.length / (performance.now() - began)) * 1000
const storing = performance.now()
const seen = new Set<string>()
for (let from = 0; from < readings.length; from += 200)
  await withScope({ ...entry, readOnly: false }, () =>
    takeIn({ readings: readings.slice(from, from + 200), importId: null, seen, dry: false })
  )
const stored = (readings.length / (performance.now() - storing)) * 1000

const labels = Array.from({ length: 650 }, (_, n) => ({
  lines: ['R VER', 'Vingt mille lieues sous les mers', 'Collège'],
  code: `M${n}`,
}))
const printing = performance.now()
await labelSheet(labels, { format: '65', skip: 0 })
const printed = performance.now() - printing
await end()

printTable(rows)
console.log(
  `  read ${parsed.toFixed(0)} records a second, stored ${stored.toFixed(0)} with their copies`
)
const kept = checkGates([
  ...gates,
  {
    what: 'typos that find the book among the first ten (%)',
    value: (right / TYPOS) * 100,
    atLeast: 95,
  },
  { what: 'records read a second', value: parsed, atLeast: 2000 },
  { what: 'records stored a second', value: stored, atLeast: 300 },
  { what: '650 labels, ms', value: printed, atMost: 3000 },
])
process.exit(kept ? 0 : 1)
