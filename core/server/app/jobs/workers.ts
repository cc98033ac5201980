import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import { coreQuery } from '#app/core_query'
import { QUEUES } from '#app/outbox/connections'
import { openWorker, type OpenWorker } from './backend.ts'
import { drain, handOverAgain } from './hand_over.ts'
import { abortRuns, processJob } from './process.ts'
import { keepSchedules } from './ticks.ts'

/** Milliseconds between two sweeps of the outbox, more or less a fifth so that processes do not march in step. */
const SWEEP = 5000
/** Milliseconds given to what runs, when the process stops: what is left of the time is for being tried again later. */
const PATIENCE = (env.get('STOP_SECONDS') * 1000 * 2) / 3

let workers: OpenWorker[] = []
let timer: NodeJS.Timeout | undefined
let stopped = false

/** Starts the workers of this process, the schedules and the sweep; what the queue cannot do yet the sweep tries again. */
export async function startWorkers(): Promise<void> {
  stopped = false
  workers = QUEUES.map((name) => {
    const worker = openWorker(name, processJob)
    worker.on('error', (error) => logger.warn({ err: error, queue: name }, 'worker'))
    return worker
  })
  await keepSchedules().catch((error: unknown) =>
    logger.warn({ err: error }, 'the schedules could not be told to the queue yet')
  )
  sweepLater()
}

function sweepLater() {
  if (stopped) return
  timer = setTimeout(() => void sweep().finally(sweepLater), SWEEP * (0.8 + Math.random() * 0.4))
  timer.unref()
}

let sweeps = 0
/** One sweep in so many tells the schedules again, which a queue that was lost has forgotten. */
const SCHEDULES_EVERY = 12

/** Lets go on what waited for its plugin, and hands over what is due and what was forgotten. */
export async function sweep(): Promise<void> {
  try {
    await releaseHeld()
    await drain()
    await handOverAgain()
    if (++sweeps % SCHEDULES_EVERY === 0) await keepSchedules()
  } catch (error) {
    logger.warn({ err: error }, 'a sweep of the outbox failed')
  }
}

/** What waited for a plugin which is back goes on. */
async function releaseHeld(): Promise<void> {
  await coreQuery(
    `update core.outbox o set held = false from core.activations a
     where o.held and a.school_id = o.school_id and a.plugin = o.plugin and a.active
       and (a.paused_mode is null or a.paused_profiles <> '{}' or a.paused_until <= now())`
  )
}

let closing: Promise<void> | undefined

/** Ends the workers: runs under way are given a moment, then left to be tried again. Asked twice, it ends them once. */
export function stopWorkers(): Promise<void> {
  stopped = true
  clearTimeout(timer)
  closing ??= closeAll(workers)
  return closing
}

async function closeAll(open: readonly OpenWorker[]): Promise<void> {
  const patience = setTimeout(abortRuns, PATIENCE)
  await Promise.all(open.map((worker) => worker.close())).catch(() => undefined)
  clearTimeout(patience)
}
