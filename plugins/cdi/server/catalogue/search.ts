import { rowsOf } from '../scope.ts'
import { queryOf, type Query } from './query.ts'
import type { Support } from './support.ts'

export const PER_PAGE = 20
const MOST_FACETS = 10

/** What is asked of the catalogue. */
export interface Asked {
  text: string
  /** \`s:book\`, \`a:Verne, Jules\`, \`y:2019\`, \`l:d\`, \`p:Fiction\`: all of them hold. */
  facets: readonly string[]
  /** Only what can be taken now. */
  free: boolean
  page: number
}

/** A record in a list. */
export interface Found {
  id: string
  title: string
  subtitle: string
  authors: string[]
  publisher: string
  year: number | null
  support: Support
  isbn: string | null
  free: boolean
  /** Copies that are neither lost nor withdrawn. */
  copies: number
  call_number: string | null
  total?: string
}

/** What a list shows of a record \`r\` with its entry \`e\`. */
export const SHOWN = `r.id, r.title, r.subtitle, r.authors, r.publisher, r.year, r.support, r.isbn, e.free,
  (select count(*)::integer from copies c where c.record_id = r.id and c.state not in ('lost', 'withdrawn')) as copies,
  (select min(c.call_number) from copies c where c.record_id = r.id and c.call_number <> '') as call_number`

interface Hits {
  rows: Found[]
  query: Query | undefined
}

/** A page of the catalogue: by relevance where something is asked, else the newest first. */
export async function search(asked: Asked) {
  const first = await hitsOf(asked, false)
  const { rows, query } =
    first.query && !first.rows.length && asked.page === 1 ? await hitsOf(asked, true) : first
  return {
    data: rows.map(({ total: _, ...row }) => row),
    meta: { page: asked.page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) },
    corrected: query?.corrected ?? [],
    facets: asked.page === 1 ? await facetsOf(asked, query) : [],
  }
}

async function hitsOf(asked: Asked, forced: boolean): Promise<Hits> {
  const query = await queryOf(asked.text, { forced })
  return { query, rows: await pageOf(asked, query) }
}

function pageOf({ facets, free, page }: Asked, query: Query | undefined): Promise<Found[]> {
  const from = [PER_PAGE, (page - 1) * PER_PAGE]
  if (query)
    return rowsOf(listed(`find_entries(${query.sql}, ?::text[], ?, ?, ?)`), [
      ...query.values,
      ...[facets, free, ...from],
    ])
  if (facets.length || free)
    return rowsOf(listed('browse_entries(?::text[], ?, ?, ?)'), [facets, free, ...from])
  return rowsOf(
    `select ${SHOWN}, (select count(*) from records) as total from records r join entries e on e.id = r.id
     order by r.id desc limit ? offset ?`,
    from
  )
}

const listed = (hits: string) =>
  `select ${SHOWN}, h.total from ${hits} h join records r on r.id = h.id join entries e on e.id = r.id
   order by h.rank desc, h.id desc`

export interface Facet {
  facet: string
  hits: number
}

async function facetsOf({ facets, free }: Asked, query: Query | undefined): Promise<Facet[]> {
  const found = query
    ? `find_facets(${query.sql}, ?::text[], ?, ?)`
    : 'browse_facets(?::text[], ?, ?)'
  const rows = await rowsOf<{ facet: string; hits: string }>(`select facet, hits from ${found}`, [
    ...(query?.values ?? []),
    ...[facets, free, MOST_FACETS],
  ])
  return rows.map(({ facet, hits }) => ({ facet, hits: Number(hits) }))
}

/** Titles for what is being typed, the most relevant first. */
export async function suggest(
  text: string
): Promise<{ id: string; title: string; authors: string[] }[]> {
  const query = await queryOf(text, { typing: true })
  if (!query) return []
  return rowsOf(
    `select r.id, r.title, r.authors from find_entries(${query.sql}, '{}', false, 8, 0) h join records r on r.id = h.id
     order by h.rank desc, h.id desc`,
    query.values
  )
}
