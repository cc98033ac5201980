import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { address, alreadyRuns } from '../../first_checks.mjs'
import { takeLock } from '../../lock.mjs'
import { DATA, DATA_LOCK } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { EMBEDDED, type WorkDatabase } from '../database.ts'
import { prepareDatabase, PRODUCTION, startDatabase } from '../prepare.ts'
import { stopLeftOver } from '../postgres/cluster.ts'
import { askedToStop, BUILT_SERVER, exitOf, startNode, stopProcess } from '../processes.ts'
import { step } from '../steps.ts'
import { run as build } from './build.ts'
import { sayWelcome } from '../welcome.ts'
import { webEnvironment } from '../environment.ts'

const READY_TIMEOUT = 60_000

/** From whatever state the checkout is in to an application that answers; ends when asked to. */
export async function run(args: string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--reset')
  if (unknown)
    throw new Refusal(`« ${unknown} » is not an option; there is one: npm start -- --reset.`)
  const began = performance.now()
  const stopAsked = askedToStop()
  const about = { what: 'npm start', url: address().url }
  if (args.includes('--reset')) await step('Began anew: data deleted', () => reset(about))
  await build()
  const database = await startDatabase(about)
  try {
    const run = { database, mode: PRODUCTION }
    const demo = await Promise.race([prepareDatabase(run), stopAsked])
    if (demo === undefined) return 0
    return await serve(database, { demo, began, stopAsked })
  } finally {
    await database.stop()
    console.log('Stopped.')
  }
}

/** Deletes what this checkout keeps, once sure that nobody works on it. The tests' own database stays. */
async function reset(about: { what: string; url: string }) {
  if (process.env['DATABASE_URL'])
    throw new Refusal(
      '--reset deletes the embedded database only: empty the one of DATABASE_URL yourself.'
    )
  const holder = takeLock(DATA_LOCK, about)
  if (holder) throw new Refusal(alreadyRuns(holder))
  await stopLeftOver(EMBEDDED)
  for (const name of readdirSync(DATA))
    if (name !== 'lock' && !name.startsWith('test')) rmSync(join(DATA, name), { recursive: true })
}

interface Serving {
  demo: boolean
  began: number
  stopAsked: Promise<void>
}

async function serve(database: WorkDatabase, { demo, began, stopAsked }: Serving): Promise<number> {
  const env = webEnvironment(database, { NODE_ENV: 'production', PREAU_DEMO: demo ? '1' : '' })
  const web = startNode({ args: BUILT_SERVER, env })
  const ended = exitOf(web)
  await step('Application started', () => Promise.race([untilAlive(web), stopAsked]))
  if (web.exitCode === null) sayWelcome({ demo, seconds: (performance.now() - began) / 1000 })
  const code = await Promise.race([ended, stopAsked])
  await stopProcess(web)
  if (code === undefined) return 0
  throw new Refusal(`The application ended by itself (exit code ${code}); its own words are above.`)
}

async function untilAlive(web: ChildProcess) {
  const deadline = Date.now() + READY_TIMEOUT
  while (Date.now() < deadline) {
    if (web.exitCode !== null || web.signalCode !== null)
      throw new Refusal(
        `The application did not start (exit code ${web.exitCode}); its own words are above.`
      )
    const answer = await fetch(`${address().url}/health/live`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  await stopProcess(web)
  throw new Refusal(`The application started but did not answer at ${address().url}/health/live.`)
}
