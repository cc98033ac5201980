import { asAdmin } from '../../testing/src/postgres.ts'
import { bareQueue } from './jobs.bare.ts'
import { prepareJobs } from './jobs.world.ts'
import { bootHere } from './support/application_here.ts'
import { checkGates, printTable } from './support/report.ts'
import { pairedRounds, type Variant } from './support/rounds.ts'

// What a job costs: decided in a transaction, then handed over and done by one worker.

const DECISIONS = 300
const DECISION_ROUNDS = 8
const JOBS = 10_000
const JOB_ROUNDS = 3
/** Milliseconds between two looks at what is left. */
const LOOK = 50

const url = process.env['DATABASE_URL'] ?? ''
const backend = process.env['REDIS_URL'] ? 'Redis' : 'PostgreSQL'
const world = await prepareJobs(url)
const end = await bootHere()
const { withScope } = await import('#app/scope/index')
const { scopeObject } = await import('#app/host/scope_object')
const { loadedPlugin } = await import('#app/host/registry')
const { activationsOf, listenForChanges, stopListening } =
  await import('#app/host/activation_cache')
const { startWorkers, stopWorkers } = await import('#app/jobs/workers')
const { drain } = await import('#app/jobs/hand_over')
const { onNudge } = await import('#app/outbox/nudge')
const { default: db } = await import('@adonisjs/lucid/services/db')
const { default: logger } = await import('@adonisjs/core/services/logger')

const { school } = world
const entry = {
  kind: 'school' as const,
  ...{ schoolId: school.id, memberId: null, role: 'plugin_atelier' },
  ...{ readOnly: false, locks: ['atelier'] },
}
const activations = await activationsOf(school.id)
const plugin = loadedPlugin('atelier')!
const signal = new AbortController().signal
const parts = { plugin, school, member: null, activations, write: true, logger, signal }
const scope = scopeObject({ ...parts, locale: 'fr' })
const mark = () => db.table('marks').insert({ key: 'measured' })

/** So many transactions, one after the other: microseconds of each. */
function decisions(name: string, second: () => Promise<unknown>): Variant<'time'> {
  return {
    name,
    async slice() {
      const began = performance.now()
      for (let turn = 0; turn < DECISIONS; turn++)
        await withScope(entry, async () => {
          await mark()
          await second()
        })
      return { time: ((performance.now() - began) * 1000) / DECISIONS }
    },
  }
}

const query = (sql: string) => asAdmin(url, (admin) => admin.query(sql))

/** Resolves when the outbox is empty; one connection looks, so that looking costs the least. */
const emptied = () =>
  asAdmin(url, async (admin) => {
    const isLeft = async () => (await admin.query('select from core.outbox limit 1')).rowCount
    while (await isLeft()) await new Promise((go) => setTimeout(go, LOOK))
  })

onNudge(() => undefined)
const plain = decisions('one more insert', mark)
const dispatch = decisions('a job dispatched', () => scope.dispatch('mark' as never, { key: 'x' }))
for (const variant of [plain, dispatch]) await variant.slice()
const decided = await pairedRounds([plain, dispatch], DECISION_ROUNDS)
await query('truncate core.outbox')

const bare = await bareQueue({
  url: process.env['DATABASE_QUEUE_URL']!,
  appUrl: process.env['DATABASE_APP_URL']!,
  school: school.id,
})
// As a worker does: what it knows of switches is then trusted.
await listenForChanges(process.env['DATABASE_CORE_URL']!)
await startWorkers()
const ours: Variant<'time'> = {
  name: 'Préau',
  async slice() {
    await query(
      `insert into core.outbox (school_id, plugin, job, queue, payload)
       select '${school.id}', 'atelier', 'mark', 'interactive', '{"key": "measured"}' from generate_series(1, ${JOBS})`
    )
    const began = performance.now()
    await drain()
    await emptied()
    return { time: performance.now() - began }
  },
}
const baseline: Variant<'time'> = {
  name: 'bare BullMQ',
  slice: async () => ({ time: await bare.run(JOBS) }),
}
const done = await pairedRounds([baseline, ours], JOB_ROUNDS)
await bare.close()
await stopWorkers()
await stopListening()
await end()

printTable([
  ['', 'µs each', 'ratio'],
  ...[plain, dispatch].map(({ name }) => [
    name,
    decided.median(name, 'time').toFixed(0),
    decided.ratio(name, plain.name, 'time').toFixed(2),
  ]),
])
printTable([
  [`${JOBS} jobs, queues on ${backend}`, 'jobs/s', 'ratio'],
  ...[baseline, ours].map(({ name }) => [
    name,
    ((JOBS * 1000) / done.median(name, 'time')).toFixed(0),
    (1 / done.ratio(name, baseline.name, 'time')).toFixed(2),
  ]),
])
const kept = checkGates([
  {
    what: 'cost of a transaction that dispatches, ratio',
    value: decided.ratio(dispatch.name, plain.name, 'time'),
    atMost: 1.5,
  },
  {
    what: 'jobs a second, ratio',
    value: 1 / done.ratio(ours.name, baseline.name, 'time'),
    atLeast: 0.7,
  },
])
process.exit(kept ? 0 : 1)
