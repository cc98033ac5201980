import { countSql, readOnly } from '../../../testing/src/sql_counter.ts'
import type { Visit } from './load_process.ts'
import { startServer, type ServerPlan } from './measured_server.ts'

const ADDRESSES = ['BARE_DATABASE_URL', 'DATABASE_APP_URL', 'DATABASE_CORE_URL'] as const

const TURNS = 4

/** What one visit costs in the database, once the server has answered it before. */
export interface Counted {
  /** Messages that PostgreSQL answered. */
  trips: number
  body: string
}

/** Counts, on a server started for it behind a counter, where nothing can be written. @throws when something tried to */
export async function countedTrips(plan: ServerPlan, { path, headers }: Visit): Promise<Counted> {
  const counter = await countSql(process.env['DATABASE_URL']!)
  const env = { ...plan.env }
  for (const name of ADDRESSES) {
    const address = env[name] ?? process.env[name]
    if (address) env[name] = counter.through(readOnly(address))
  }
  const server = await startServer({ ...plan, env })
  try {
    let body = ''
    const visit = async () => {
      const answer = await fetch(server.url + path, { headers })
      body = await answer.text()
      if (!answer.ok) throw new Error(`${plan.name} answered ${answer.status}: ${body}`)
    }
    const counts: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      const { trips, errors } = await counter.during(visit)
      if (errors.length) throw new Error(`${plan.name}: ${errors.join('; ')}`)
      counts.push(trips)
    }
    // The first turns open connections and fill caches.
    return { trips: Math.min(...counts), body }
  } finally {
    await server.stop()
    counter.stop()
  }
}
