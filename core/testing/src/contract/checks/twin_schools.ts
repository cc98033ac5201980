import type pg from 'pg'
import { asAdmin } from '../../postgres.ts'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { addressOf, idsOf } from './routes.ts'

/** The shortest text that can only come from where it was written. */
const TELLING = 10

/** What one school does never shows in the other, nor changes it. */
export const twinSchools: Check = {
  code: 'twin-schools',
  title: 'two schools that keep the same never meet: by SQL without a where, by every route',
  async run(bench) {
    await bench.ready()
    return [...(await bySql(bench)), ...(await byRoutes(bench))]
  },
}

/** As the plugin's role in the first school, with every `where` forgotten; nothing of it stays. */
async function bySql({ host, schema, tables, sides }: Bench): Promise<Finding[]> {
  const [here, there] = sides.map(({ school }) => school.id)
  const found: Finding[] = []
  await asAdmin(host.ground.database.adminUrl, async (admin) => {
    for (const { name } of tables.filter(({ ofSchool }) => ofSchool)) {
      await admin.query('begin')
      await admin.query(
        `set local role ${schema}; set local search_path = ${schema}, core_api; set local app.school_id = '${here}'`
      )
      const wide = await reached(admin, name, there!)
      await admin.query('rollback')
      for (const what of wide)
        found.push({
          what: `« ${what} » reaches the other school's rows`,
          remedy:
            'leave school_id to row-level security: no policy of one’s own, no view or function that runs as its owner',
        })
    }
  })
  return found
}

/** The statements without a where that reach rows of another school. */
async function reached(admin: pg.Client, table: string, other: string): Promise<string[]> {
  const statements = [
    `select school_id from "${table}"`,
    `update "${table}" set school_id = school_id returning school_id`,
    `delete from "${table}" returning school_id`,
  ]
  const wide: string[] = []
  for (const statement of statements) {
    await admin.query('savepoint before')
    const { rows } = await admin
      .query<{ school_id: string }>(statement)
      // What the database refuses reaches nobody.
      .catch(() => ({ rows: [] }))
    await admin.query('rollback to savepoint before')
    if (rows.some((row) => row.school_id === other)) wide.push(statement)
  }
  return wide
}

/** Every route of the first school, asked for its own and for the other's ids. */
async function byRoutes(bench: Bench): Promise<Finding[]> {
  const [mine, theirs] = bench.sides
  const secrets = await secretsOf(bench)
  const before = await bench.state(theirs)
  const foreign = await foreignIds(bench)
  const leaks = new Set<string>()
  for (const { method, path } of bench.described.routes) {
    // What a route keeps between two requests it keeps from here.
    if (method === 'GET') await theirs.people.head.get(addressOf(path, foreign[0] ?? ''))
    const ids = path.includes(':') ? foreign : method === 'GET' ? [''] : []
    const people = [mine.people.head, mine.people.student, mine.people.teacher]
    for (const [person, id] of people.flatMap((one) => ids.map((id) => [one, id] as const))) {
      const body = method === 'GET' ? [] : [{}]
      const answer = await person.send(method, addressOf(path, id), ...body)
      const text = JSON.stringify(answer.body)
      const leak = secrets.find((secret) => secret !== id && text.includes(secret))
      if (leak !== undefined) leaks.add(`${method} ${path} shows « ${leak} »`)
    }
  }
  const found = [...leaks].map((leak) => ({
    what: `${leak}, which is the other school's`,
    remedy:
      'keep nothing between two requests: no variable of a module, no cache without the school in its key',
  }))
  const after = await bench.state(theirs)
  if ([...before].some(([key, row]) => after.get(key) !== row))
    found.push({
      what: 'a route asked in the first school has changed rows of the other',
      remedy: 'work through the scope: Lucid’s queries of a route run in its school',
    })
  return found
}

/** The ids of rows that are the other school's alone. */
async function foreignIds(bench: Bench): Promise<string[]> {
  const own = new Set(await idsOf(bench, bench.sides[0]))
  return (await idsOf(bench, bench.sides[1])).filter((id) => !own.has(id)).slice(0, 6)
}

/** Texts and ids that stand in the other school's rows, and in none of the first's. */
async function secretsOf(bench: Bench): Promise<string[]> {
  const own = (await bench.state(bench.sides[0])).values()
  const mine = new Set([...own].flatMap(leavesOf))
  const theirs = [...(await bench.state(bench.sides[1])).values()].flatMap(leavesOf)
  return [...new Set(theirs)].filter((text) => text.length >= TELLING && !mine.has(text))
}

function leavesOf(row: string): string[] {
  const leaves = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.entries(value).flatMap(([key, one]) => (/_at$/.test(key) ? [] : leaves(one)))
        : []
  return leaves(JSON.parse(row))
}
