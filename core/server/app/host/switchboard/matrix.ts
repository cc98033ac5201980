import { coreQuery } from '#app/core_query'
import type { Locale } from '#app/locales'
import { loadedPlugins } from '../registry.ts'
import { matrixColumns } from './columns.ts'
import { stateOf, type ModuleState } from './describe.ts'
import { factsOfSchools, missingOf, settingsChecks, type Offer, type SchoolFacts } from './facts.ts'

/** A page of an authority's matrix: schools by name, UAI or town; `state`: those that have a module in it. */
export interface MatrixWish {
  authorityId: string
  q: string
  state?: ModuleState | undefined
  page: number
}

interface SchoolRow {
  id: string
  uai: string
  name: string
  city: string
  kind: string
  /** How many schools match, over all the pages. */
  total: number
}

interface Cell {
  state: ModuleState
  offer: Offer
  exception: boolean
  since: string | null
}

type Row = Omit<SchoolRow, 'id' | 'total'> & { cells: Record<string, Cell> }

const PER_PAGE = 50

/** The matrix schools × modules, in a number of statements that does not grow with the schools. */
export async function readMatrix(wish: MatrixWish, locale: Locale) {
  const { authorityId, page } = wish
  const { rows, total } = wish.state ? await pageInState(wish, wish.state) : await anyPage(wish)
  return {
    modules: await matrixColumns(authorityId, locale),
    data: rows,
    meta: { page, perPage: PER_PAGE, total },
  }
}

async function anyPage(wish: MatrixWish) {
  const schools = await schoolsOf(wish, { limit: PER_PAGE, offset: (wish.page - 1) * PER_PAGE })
  // A page beyond the last has no row to tell the total.
  const counted =
    schools.length || wish.page === 1 ? schools : await schoolsOf(wish, { limit: 1, offset: 0 })
  return { rows: await withCells(schools), total: counted[0]?.total ?? 0 }
}

/** A state follows from settings and dependencies, which the database does not know: all the schools are looked at. */
async function pageInState(wish: MatrixWish, state: ModuleState) {
  const all = await withCells(await schoolsOf(wish, { limit: null, offset: 0 }))
  const found = all.filter(({ cells }) => Object.values(cells).some((cell) => cell.state === state))
  const offset = (wish.page - 1) * PER_PAGE
  return { rows: found.slice(offset, offset + PER_PAGE), total: found.length }
}

async function schoolsOf(
  { authorityId, q }: MatrixWish,
  { limit, offset }: { limit: number | null; offset: number }
): Promise<SchoolRow[]> {
  const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return coreQuery<SchoolRow>(
    `select id, uai, name, city, kind, count(*) over ()::int as total from core.schools
     where authority_id = ? and (name ilike ? or uai ilike ? or city ilike ?)
     order by name, uai limit ?::int offset ?::int`,
    [authorityId, like, like, like, limit, offset]
  )
}

async function withCells(schools: readonly SchoolRow[]): Promise<Row[]> {
  const facts = await factsOfSchools(schools.map(({ id }) => id))
  const cellsOf = cells(new Date())
  const rows: Row[] = []
  for (const { id, uai, name, city, kind } of schools)
    rows.push({ uai, name, city, kind, cells: await cellsOf(facts.get(id) ?? new Map()) })
  return rows
}

/** Tells the cells of school after school; settings that many have alike are checked once. */
function cells(now: Date) {
  const checked = settingsChecks()
  return async (facts: SchoolFacts) => {
    const found: Record<string, Cell> = {}
    for (const { manifest } of loadedPlugins()) {
      const own = facts.get(manifest.id)
      if (!own) continue
      const state = stateOf(own, await missingOf(manifest, facts, checked), now)
      const { offer, exception, changedAt } = own
      found[manifest.id] = { state, offer, exception, since: changedAt }
    }
    return found
  }
}
