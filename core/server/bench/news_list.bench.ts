import { deepEqual } from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { asAdmin } from '../../testing/src/postgres.ts'
import { writeWorld } from './news_list.world.ts'
import { countedTrips } from './support/counted_trips.ts'
import { startGenerator } from './support/generator.ts'
import { printServers } from './support/http_report.ts'
import { httpVariant } from './support/http_variant.ts'
import { application, startServer, type ServerPlan } from './support/measured_server.ts'
import { postgresCpu } from './support/postgres_cpu.ts'
import { checkGates } from './support/report.ts'
import { pairedRounds } from './support/rounds.ts'

// A page of the news under row-level security, against the same reads by hand.

const ROUNDS = 10
/** Requests after which a server's code is compiled for good. */
const WARMING = 4000
const LOAD = { connections: 32, seconds: 2 }

const url = process.env['DATABASE_URL'] ?? ''
const byHand: ServerPlan = {
  name: 'node:http + pg',
  args: [fileURLToPath(new URL('./news_list.raw.ts', import.meta.url))],
  env: { BARE_DATABASE_URL: url },
}
const ours = application()

const visits = await asAdmin(url, writeWorld)
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
const ratio = (metric: 'requestsPerSecond' | 'cpu') => rounds.ratio(ours.name, byHand.name, metric)
const bad = rounds.total(ours.name, 'bad') + rounds.total(byHand.name, 'bad')
const kept = checkGates([
  { what: 'requests a second, ratio', value: ratio('requestsPerSecond'), atLeast: 0.5 },
  { what: 'CPU of Node a request, ratio', value: ratio('cpu'), atMost: 2.5 },
  { what: 'SQL round trips', value: counted.ours.trips, atMost: 4 },
  { what: 'answers that are not 2xx', value: bad, atMost: 0 },
])
process.exitCode = kept ? 0 : 1
