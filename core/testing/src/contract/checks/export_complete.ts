import { unzip } from '../../unzip.ts'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { namedPeople, rowsAbout, type Named, type Person } from './people.ts'

/** Somebody's archive holds what is kept of him. */
export const exportComplete: Check = {
  code: 'export-complete',
  title: 'a person’s archive holds every declared field of every row that names him',
  async run(bench) {
    await bench.ready()
    const found: Finding[] = []
    for (const person of await namedPeople(bench)) found.push(...(await look(bench, person)))
    return found
  },
}

async function look(bench: Bench, person: Person): Promise<Finding[]> {
  const about = await rowsAbout(bench, bench.sides[0], person.id)
  const archive = await archiveOf(bench, person)
  if (typeof archive === 'string')
    return [
      {
        what: `the archive could not be made: ${archive}`,
        remedy: 'let « privacy.export » yield what it has, and raise nothing',
      },
    ]
  const known = [...archive.values()].flatMap(leavesOf)
  return about.flatMap((named) => missingOf(named, known, othersIn(bench, named.table)))
}

/** The archive of a member's data in the school, by name of entry; what went wrong, when something did. */
async function archiveOf(bench: Bench, { id }: Person): Promise<Map<string, string> | string> {
  const [{ school }] = bench.sides
  const path = `/api/schools/${school.uai}/people/${id}/exports`
  const asked = await school.head.post(path)
  if (asked.status !== 202) return `${asked.status} ${JSON.stringify(asked.body)}`
  await bench.idle()
  const made = (asked.body as { id: string }).id
  const bytes = await school.head.bytes(`${path}/${made}/archive`)
  if (bytes) return unzip(bytes)
  const failed = (await bench.host.jobs.failures()).find(({ job }) => job === 'export-person')
  await bench.host.sql(`delete from core.outbox where job = 'export-person'`)
  return failed?.message ?? 'it is not ready'
}

/** Columns that name people: in an archive, others are masked. */
function othersIn({ tables }: Bench, table: string): string[] {
  const columns = tables.find(({ name }) => name === table)?.columns ?? []
  return columns.filter(({ points }) => points?.table === 'core.members').map(({ name }) => name)
}

function leavesOf(text: string): string[] {
  const leaves = (value: unknown): string[] =>
    value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(leaves)
      : [String(value)]
  try {
    return leaves(JSON.parse(text))
  } catch {
    return [text]
  }
}

/** The declared fields whose values no entry holds; dates and yes-or-no are told by their rows. */
function missingOf(
  { table, declaration, rows }: Named,
  known: readonly string[],
  others: readonly string[]
): Finding[] {
  const { via, fields } = declaration
  const absent = new Set<string>()
  for (const row of rows)
    for (const field of fields) {
      if (field === via || others.includes(field)) continue
      const values = leavesOf(JSON.stringify(row[field] ?? null)).filter(isTelling)
      if (values.some((value) => !known.some((one) => one.includes(value)))) absent.add(field)
    }
  return [...absent].map((field) => ({
    what: `« ${table}.${field} » is not in the archive`,
    remedy: `yield it in « privacy.export », for every row whose « ${via} » is the member`,
  }))
}

function isTelling(value: string): boolean {
  return !['null', 'true', 'false', ''].includes(value) && !/^\d{4}-\d{2}-\d{2}/.test(value)
}
