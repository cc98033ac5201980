import logger from '@adonisjs/core/services/logger'
import { DelayedError, UnrecoverableError, type Job } from 'bullmq'
import { audit } from '#app/audit/audit'
import { tell } from '#app/live/bus'
import { countRun } from '#app/watch/metrics'
import { limitsOf } from './declared.ts'
import { jobName } from './hand_over.ts'
import { runCoreJob } from './run_core_job.ts'
import { runPluginJob, UnknownJobError } from './run_plugin_job.ts'
import { noteFailure, readRow, type OutboxRow } from './run_row.ts'
import { timeLimit } from './signals.ts'
import { freeSlot, takeSlot } from './slots.ts'
import { fanOut, TICK } from './ticks.ts'

/** Milliseconds after which a run that found no slot tries again: between one and two seconds. */
const SLOT_WAIT = 1000

const stopping = new AbortController()

/** Aborts what runs, when the process stops; it will be tried again elsewhere. */
export function abortRuns(): void {
  stopping.abort(new Error('the process stops'))
}

/**
 * Does what the queue hands over. The queue only names a row: what is to be
 * done, in which school and with what is read in the outbox, so that a forged
 * message makes nothing happen.
 */
export async function processJob(job: Job, token?: string): Promise<void> {
  if (job.name === TICK) return fanOut(job)
  const row = await readRow(job.id ?? '')
  if (!row) return
  if (jobName(row.plugin, row.job) !== job.name) return refuseForged(job, row)
  const name = job.name
  const { concurrency, timeoutSeconds: seconds } = limitsOf(row.plugin, row.job)
  if (concurrency !== undefined) {
    const free = await takeSlot(name, { limit: concurrency, holder: row.id, seconds })
    if (!free) {
      await job.moveToDelayed(Date.now() + SLOT_WAIT * (1 + Math.random()), token)
      throw new DelayedError()
    }
  }
  const { signal, clear } = timeLimit(seconds, stopping.signal)
  const began = performance.now()
  try {
    await run(row, signal)
    countRun(name, 'done', performance.now() - began)
    if (row.accountId) tell([row.accountId], 'work', { id: row.id, state: 'done' })
  } catch (error) {
    await failed(job, row, { error, ms: performance.now() - began })
  } finally {
    clear()
    if (concurrency !== undefined) await freeSlot(name, row.id)
  }
}

async function run(row: OutboxRow, signal: AbortSignal): Promise<void> {
  const { school } = row
  if (row.plugin === 'core') return runCoreJob(row, signal)
  if (!school) throw new UnknownJobError('a plugin works in a school')
  return runPluginJob({ ...row, school }, signal)
}

interface Failed {
  error: unknown
  ms: number
}

/** @throws always: the queue counts the tries */
async function failed(job: Job, row: OutboxRow, { error, ms }: Failed): Promise<never> {
  if (stopping.signal.aborted) throw error
  const attempts = job.attemptsMade + 1
  const hopeless = error instanceof UnknownJobError
  const last = hopeless || attempts >= (job.opts.attempts ?? 1)
  const level = last ? 'error' : 'warn'
  countRun(job.name, last ? 'given-up' : 'failed', ms)
  logger[level](
    { err: error, job: job.name, id: row.id, school: row.school?.id, attempts },
    'a job failed'
  )
  await noteFailure(row.id, { error, attempts, last })
  if (last && row.accountId) tell([row.accountId], 'work', { id: row.id, state: 'failed' })
  throw hopeless ? new UnrecoverableError(error.message) : error
}

async function refuseForged(job: Job, row: OutboxRow): Promise<never> {
  await audit({
    schoolId: row.school?.id ?? null,
    plugin: 'core',
    action: 'job.forged',
    object: row.id,
    details: { named: job.name.slice(0, 100) },
  })
  throw new UnrecoverableError('E_JOB_FORGED: the queue names another job than the outbox')
}
