import type { Bench } from '../bench.ts'
import { holdsShares } from '../catalogue.ts'
import type { Check, Finding } from '../check.ts'
import { declaredTables, namedPeople, rowsAbout, type Person } from './people.ts'

/** Once somebody is erased, nothing names him any more. */
export const eraseComplete: Check = {
  code: 'erase-complete',
  title:
    'once a person who has left is erased, no declared column nor file names him; others keep theirs',
  async run(bench) {
    await bench.ready()
    const found: Finding[] = []
    for (const person of await namedPeople(bench)) found.push(...(await look(bench, person)))
    return found
  },
}

async function look(bench: Bench, person: Person): Promise<Finding[]> {
  const others = await rowsOfOthers(bench, person)
  const problem = await erase(bench, person)
  if (problem)
    return [
      {
        what: `the erasure has failed: ${problem}`,
        remedy: 'let « privacy.erase » end well, also when it finds nothing',
      },
    ]
  return [
    ...(await left(bench, person)),
    ...(await leftFiles(bench, person)),
    ...lost(others, await rowsOfOthers(bench, person)),
  ]
}

/** Has the head erase somebody, by the host's own way; answers what went wrong. */
async function erase(bench: Bench, { id, name }: Person): Promise<string | undefined> {
  const [{ school }] = bench.sides
  await bench.host.sql(
    'update core.members set ended_at = now() where school_id = $1 and id = $2',
    [school.id, id]
  )
  const path = `/api/schools/${school.uai}/people/${id}/erasure`
  const asked = await school.head.post(path, { confirm: name })
  if (asked.status !== 202) return `${asked.status} ${JSON.stringify(asked.body)}`
  await bench.idle()
  const failed = (await bench.host.jobs.failures()).find(({ job }) => job === 'erase-member')
  await bench.host.sql(`delete from core.outbox where job = 'erase-member'`)
  return failed?.message
}

async function left(bench: Bench, { id }: Person): Promise<Finding[]> {
  const about = await rowsAbout(bench, bench.sides[0], id)
  return about
    .filter(({ declaration, rows }) => declaration.onErase !== 'keep-legal' && rows.length)
    .map(({ table, declaration: { via, onErase }, rows }) => ({
      what: `${rows.length} rows of « ${table} » still name him by « ${via} »`,
      remedy:
        onErase === 'delete'
          ? `delete them in « privacy.erase »`
          : `set « ${via} » to null in « privacy.erase »`,
    }))
}

async function leftFiles({ host, id, sides: [{ school }] }: Bench, person: Person) {
  const rows = await host.sql(
    `select from core.files where school_id = $1 and plugin = $2 and owner_id = $3 and state <> 'gone'`,
    [school.id, id, person.id]
  )
  if (!rows.length) return []
  return [
    {
      what: `${rows.length} files still name him`,
      remedy: 'call scope.files.disown(memberId), or remove them, in « privacy.erase »',
    },
  ]
}

/** How many rows of the declared tables name somebody else. */
async function rowsOfOthers(bench: Bench, { id }: Person): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  // What is answered to a share goes with it, whoever wrote it: it is the owner's to let go.
  const shares = bench.tables.filter(holdsShares).map(({ name }) => name)
  const answers = bench.tables
    .filter(({ columns }) => columns.some(({ points }) => shares.includes(points?.table ?? '')))
    .map(({ name }) => name)
  for (const [table, { via }] of declaredTables(bench)) {
    if (answers.includes(table)) continue
    const [row] = await bench.host.sql<{ count: number }>(
      `select count(*)::int as count from ${bench.schema}."${table}" where school_id = $1 and "${via}" <> $2`,
      [bench.sides[0].school.id, id]
    )
    counts.set(table, row!.count)
  }
  return counts
}

function lost(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Finding[] {
  return [...before]
    .filter(([table, count]) => after.get(table)! < count)
    .map(([table, count]) => ({
      what: `« ${table} » has lost ${count - after.get(table)!} rows that name others`,
      remedy: 'say in every statement of « privacy.erase » whom it is about',
    }))
}
