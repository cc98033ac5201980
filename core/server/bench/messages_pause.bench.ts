import { setTimeout as sleep } from 'node:timers/promises'
import { signedIn } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'
import { benchDatabase } from './support/bench_database.ts'
import { application, startServer } from './support/measured_server.ts'
import { checkGates, printTable } from './support/report.ts'

// How soon a crisis switch, thrown at one process, holds at another: pauses of messages, and their ends.

const ROUNDS = 20
/** Milliseconds between two looks, and how long one looks at all. */
const LOOK = 5
const MOST = 10_000

const { schools } = await twinSchools(benchDatabase(process.env['DATABASE_URL'] ?? ''))
const path = `/api/schools/${schools[0]!.uai}`
const servers = await Promise.all([startServer(application()), startServer(application())])
const head = await signedIn(servers[0].url, 'head.1')
const teacher = await signedIn(servers[1].url, 'teacher.1')
await head.put(`${path}/plugins/messagerie`, { on: true })

/** Milliseconds until the other process answers so. */
async function until(status: number): Promise<number> {
  const began = performance.now()
  for (;;) {
    const { status: found } = await teacher.get(`${path}/p/messagerie/latest`)
    const time = performance.now() - began
    if (found === status) return time
    if (time > MOST) throw new Error(`still ${found} after ${MOST} ms`)
    await sleep(LOOK)
  }
}

await until(200)
const pause = { profiles: [], mode: 'off', until: null, reason: 'Mesure' }
const taken: { thrown: number[]; ended: number[] } = { thrown: [], ended: [] }
for (let round = 0; round < ROUNDS; round++) {
  await head.put(`${path}/plugins/messagerie/pause`, pause)
  taken.thrown.push(await until(404))
  await head.delete(`${path}/plugins/messagerie/pause`)
  taken.ended.push(await until(200))
}
await Promise.all(servers.map((server) => server.stop()))

const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[ROUNDS / 2]!
printTable([
  ['ms until the other process knows', 'median', 'worst'],
  ...Object.entries(taken).map(([name, times]) => [
    name,
    middle(times).toFixed(0),
    Math.max(...times).toFixed(0),
  ]),
])
const kept = checkGates([
  { what: 'a pause holds elsewhere, ms, worst', value: Math.max(...taken.thrown), atMost: 1000 },
])
process.exitCode = kept ? 0 : 1
