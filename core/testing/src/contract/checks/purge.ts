import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'

/** Once purged, nothing is left in the school; the other keeps all. */
export const purge: Check = {
  code: 'purge',
  title:
    'once a school has had it purged, no row, file or job of it is left there, and the other school’s stay',
  async run(bench) {
    await bench.ready()
    const beside = await bench.state(bench.sides[1])
    await bench.turn(false)
    const problem = await purgeSchool(bench)
    if (problem)
      return [
        {
          what: `the purge has failed: ${problem}`,
          remedy:
            'let the hook « purging » end well, and the plugin’s role delete the rows of each of its tables',
        },
      ]
    const found = await left(bench)
    const after = await bench.state(bench.sides[1])
    if ([...beside].some(([key, row]) => after.get(key) !== row))
      found.push({
        what: 'rows of the other school are gone or changed',
        remedy: 'let the hook « purging » touch its own school only',
      })
    return found
  },
}

/** The head's own way: an archive, the name, and the day of the purge, which is brought forward. Answers what went wrong. */
async function purgeSchool(bench: Bench): Promise<string | undefined> {
  const { host, id, sides } = bench
  const [{ school }] = sides
  const path = `/api/schools/${school.uai}/plugins/${id}`
  const archive = await school.head.post(`${path}/exports`)
  if (archive.status !== 202) return `no archive: ${JSON.stringify(archive.body)}`
  await bench.idle()
  const { body } = await school.head.get(path)
  const planned = await school.head.put(`${path}/purge`, {
    confirm: (body as { name: string }).name,
  })
  if (planned.status >= 300) return JSON.stringify(planned.body)
  const whose = [school.id, id]
  await host.sql(
    'update core.activations set purge_at = now() where school_id = $1 and plugin = $2',
    whose
  )
  await host.sql(
    `update core.outbox set due_at = now(), attempts = 0 where school_id = $1 and job = 'purge' and dedupe_key = $2`,
    whose
  )
  await bench.idle()
  const failed = (await host.jobs.failures()).find(({ job }) => job === 'purge')
  await host.sql(
    `delete from core.outbox where school_id = $1 and job = 'purge' and dedupe_key = $2`,
    whose
  )
  return failed?.message
}

async function left(bench: Bench): Promise<Finding[]> {
  const { host, id, sides } = bench
  const [{ school }] = sides
  const found: Finding[] = []
  const rows = await bench.state(sides[0])
  if (rows.size)
    found.push({
      what: `${rows.size} rows are left (${[...rows.keys()].slice(0, 3).join(', ')})`,
      remedy:
        'let no policy, rule or trigger keep rows from being deleted, and write nothing in « purging »',
    })
  const counts = await host.sql<{ what: string; count: number }>(LEFT, [school.id, id])
  for (const { what, count } of counts.filter((one) => one.count > 0))
    found.push({
      what: `${count} ${what} are left`,
      remedy: 'dispatch nothing and attach nothing in the hook « purging »',
    })
  return found
}

const LEFT = `
  select 'files' as what, count(*)::int as count from core.files where school_id = $1 and plugin = $2 and state <> 'gone'
  union all select 'jobs', count(*)::int from core.outbox where school_id = $1 and plugin = $2
  union all select 'notices', count(*)::int from core.notices where school_id = $1 and plugin = $2`
