import { deepEqual } from 'node:assert/strict'
import { countedTrips } from './counted_trips.ts'
import { startGenerator } from './generator.ts'
import { printServers } from './http_report.ts'
import { httpVariant } from './http_variant.ts'
import type { Visit } from './load_process.ts'
import { application, startServer, type ServerPlan } from './measured_server.ts'
import { postgresCpu } from './postgres_cpu.ts'
import type { Gate } from './report.ts'
import { pairedRounds } from './rounds.ts'

const ROUNDS = 10
/** Requests after which a server's code is compiled for good. */
const WARMING = 4000
const LOAD = { connections: 32, seconds: 2 }

/**
 * Compares a page under row-level security, as the application serves it, with the same reads by hand (`program`):
 * both answer the same JSON. Prints what was measured; answers the gates of a list.
 */
export async function comparePages(url: string, program: string, visits: Visit[]): Promise<Gate[]> {
  const byHand: ServerPlan = {
    name: 'node:http + pg',
    args: [program],
    env: { BARE_DATABASE_URL: url },
  }
  const ours = application()
  const counted = {
    base: await countedTrips(byHand, visits[0]!),
    ours: await countedTrips(ours, visits[0]!),
  }
  deepEqual(JSON.parse(counted.ours.body), JSON.parse(counted.base.body))

  const generator = startGenerator()
  const servers = await Promise.all([byHand, ours].map(startServer))
  const measuring = { generator, postgresCpu: await postgresCpu(url), load: { ...LOAD, visits } }
  for (const { url } of servers) await generator.load({ ...LOAD, amount: WARMING, visits, url })
  const variants = servers.map((server) => httpVariant(server, measuring))
  const rounds = await pairedRounds(variants, ROUNDS)
  await Promise.all([generator.stop(), ...servers.map((server) => server.stop())])

  printServers(rounds, [
    { name: byHand.name, trips: counted.base.trips },
    { name: ours.name, trips: counted.ours.trips },
  ])
  const ratio = (metric: 'requestsPerSecond' | 'cpu') =>
    rounds.ratio(ours.name, byHand.name, metric)
  const bad = rounds.total(ours.name, 'bad') + rounds.total(byHand.name, 'bad')
  return [
    { what: 'requests a second, ratio', value: ratio('requestsPerSecond'), atLeast: 0.5 },
    { what: 'CPU of Node a request, ratio', value: ratio('cpu'), atMost: 2.5 },
    { what: 'SQL round trips', value: counted.ours.trips, atMost: 4 },
    { what: 'answers that are not 2xx', value: bad, atMost: 0 },
  ]
}
