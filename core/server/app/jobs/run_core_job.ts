import logger from '@adonisjs/core/services/logger'
import { coreQuery, coreTransaction } from '#app/core_query'
import { coreJob, type CoreRun } from './core_jobs.ts'
import { progressOf } from './progress.ts'
import { UnknownJobError } from './run_plugin_job.ts'
import { discard, type OutboxRow } from './run_row.ts'
import { orAborted } from './signals.ts'

/** Raised inside `finish` when another worker has done the run: what it wrote stands, this one writes nothing. */
class DoneElsewhereError extends Error {}

/** Runs a job of the core's own; its row goes with its last transaction. */
export async function runCoreJob(row: OutboxRow, signal: AbortSignal): Promise<void> {
  const job = coreJob(row.job)
  if (!job) throw new UnknownJobError(`the core has no job ${row.job}`)
  let finished = false
  const run: CoreRun = {
    id: row.id,
    payload: row.payload,
    schoolId: row.school?.id ?? null,
    progress: progressOf(row),
    signal,
    logger,
    async finish(work) {
      finished = true
      return coreTransaction(async (trx) => {
        const gone = await coreQuery(
          'delete from core.outbox where id = ? returning id',
          [row.id],
          trx
        )
        if (!gone.length) throw new DoneElsewhereError(row.id)
        return work(trx)
      })
    },
  }
  try {
    await orAborted(signal, job.run(run))
    if (!finished) await discard(row.id)
  } catch (error) {
    if (!(error instanceof DoneElsewhereError)) throw error
  }
}
