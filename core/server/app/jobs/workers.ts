import logger from '@adonisjs/core/services/logger'
import { coreQuery } from '#app/core_query'
import { QUEUES } from '#app/outbox/connections'
import { openWorker, type OpenWorker } from './backend.ts'
import { closeQueues, drain, handOverAgain } from './hand_over.ts'
import { abortRuns, processJob } from './process.ts'
import { keepSchedules } from './ticks.ts'

/** Milliseconds between two sweeps of the outbox, more or less a fifth so that processes do not march in step. */
const SWEEP = 5000
/** Milliseconds given to what runs, when the process stops. */
const PATIENCE = 4000

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

async function sweep(): Promise<void> {
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

/** Ends the workers: runs under way are given a moment, then left to be tried again. */
export async function stopWorkers(): Promise<void> {
  stopped = true
  clearTimeout(timer)
  const closing = Promise.all(workers.map((worker) => worker.close()))
  const patience = setTimeout(abortRuns, PATIENCE)
  await closing.catch(() => undefined)
  clearTimeout(patience)
  await closeQueues()
}
