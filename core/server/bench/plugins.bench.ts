import { countedTrips } from './support/counted_trips.ts'
import { manyPlugins } from './plugins.world.ts'
import { startGenerator } from './support/generator.ts'
import { printServers } from './support/http_report.ts'
import { httpVariant } from './support/http_variant.ts'
import { application, startServer } from './support/measured_server.ts'
import { postgresCpu } from './support/postgres_cpu.ts'
import { checkGates, printTable } from './support/report.ts'
import { pairedRounds } from './support/rounds.ts'

// What thirty installed plugins cost beside two: a request to one of them, and the start of a process.

const ROUNDS = 12
const STARTS = 7
const WARMING = 4000
const LOAD = { connections: 16, seconds: 2 }

const url = process.env['DATABASE_URL'] ?? ''
const { visits, home, count } = await manyPlugins(url)
const plans = [
  { ...application(), name: '2 plugins' },
  { ...application(), name: `${count} plugins`, env: { PREAU_PLUGINS: home.path } },
] as const
const [two, many] = plans

const started = await pairedRounds(
  plans.map((plan) => ({
    name: plan.name,
    async slice() {
      const began = performance.now()
      const server = await startServer(plan)
      const time = performance.now() - began
      await server.stop()
      return { time }
    },
  })),
  STARTS
)

const generator = startGenerator()
const trips = [await countedTrips(two, visits[0]!), await countedTrips(many, visits[0]!)]
const servers = await Promise.all(plans.map(startServer))
const measuring = { generator, postgresCpu: await postgresCpu(url), load: { ...LOAD, visits } }
for (const server of servers)
  await generator.load({ ...LOAD, amount: WARMING, visits, url: server.url })
const rounds = await pairedRounds(
  servers.map((server) => httpVariant(server, measuring)),
  ROUNDS
)
await Promise.all([generator.stop(), ...servers.map((server) => server.stop())])
home.remove()

printServers(
  rounds,
  plans.map(({ name }, index) => ({ name, trips: trips[index]!.trips }))
)
printTable([
  ['', 'ms to start'],
  ...plans.map(({ name }) => [name, started.median(name, 'time').toFixed(0)]),
])
const bad = rounds.total(two.name, 'bad') + rounds.total(many.name, 'bad')
const kept = checkGates([
  { what: 'plugins installed', value: count, atLeast: 30 },
  {
    what: 'time of a request, ratio',
    value: 1 / rounds.ratio(many.name, two.name, 'requestsPerSecond'),
    atMost: 1.05,
  },
  { what: 'time to start, ratio', value: started.ratio(many.name, two.name, 'time'), atMost: 1.3 },
  { what: 'answers that are not 2xx', value: bad, atMost: 0 },
])
process.exitCode = kept ? 0 : 1
