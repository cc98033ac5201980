import type { Logger } from '@adonisjs/core/logger'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Json, Progress } from '@preau/kit/server'
import type { QueueName } from '#app/outbox/connections'

/** One run of a job of the core's own. */
export interface CoreRun {
  readonly id: string
  readonly payload: Readonly<Record<string, Json | undefined>>
  /** The school it is for; null: the platform. */
  readonly schoolId: string | null
  readonly signal: AbortSignal
  readonly logger: Logger
  progress(progress: Progress): Promise<void>
  /** The last transaction, as `core_runtime`: what it writes is written once, however often the run is tried. */
  finish<T>(work: (trx: TransactionClientContract) => Promise<T>): Promise<T>
}

/** Work of the core's own: declared once, run by the workers. */
export interface CoreJob {
  /** Without the `core.` before it. */
  name: string
  queue: QueueName
  /** Five fields of cron, in Europe/Paris. */
  schedule?: string
  /** On schedule, one run for each school rather than one for the platform. */
  perSchool?: boolean
  concurrency?: number
  timeoutSeconds?: number
  attempts?: number
  run(run: CoreRun): Promise<void>
}

const jobs = new Map<string, CoreJob>()

/** Declares work of the core's own. @throws when the name is taken */
export function registerCoreJob(job: CoreJob): void {
  if (jobs.has(job.name)) throw new Error(`the core's job ${job.name} is declared twice`)
  jobs.set(job.name, job)
}

export function coreJob(name: string): CoreJob | undefined {
  return jobs.get(name)
}

export function coreJobs(): CoreJob[] {
  return [...jobs.values()]
}
