import type { JobDeclaration } from '@preau/kit'
import { loadedPlugin, loadedPlugins } from '#app/host/registry'
import { coreJob, coreJobs } from './core_jobs.ts'

/** How a job is to be run, whoever declares it. */
export interface JobLimits {
  attempts: number
  timeoutSeconds: number
  concurrency: number | undefined
  whenDisabled: JobDeclaration['whenDisabled']
}

const ATTEMPTS = 5
const SECONDS = 60
/** A listener is asked about something that has happened: off, it has nothing to hear. */
const LISTENER: JobDeclaration = { whenDisabled: 'discard' }
/** A hook follows a switch: it runs whatever the switch says now. */
const HOOK: JobDeclaration = { whenDisabled: 'finish' }

/** A plugin's job, listener (`on:event`) or hook (`hook:enabled`); undefined when it is not declared. */
function declarationOf(
  plugin: string,
  job: string
): Omit<Partial<JobDeclaration>, 'queue'> | undefined {
  if (plugin === 'core') return coreJob(job)
  if (job.startsWith('on:')) return LISTENER
  if (job.startsWith('hook:')) return HOOK
  return loadedPlugin(plugin)?.manifest.jobs?.[job]
}

/** The limits of a job, completed by the defaults. */
export function limitsOf(plugin: string, job: string): JobLimits {
  const {
    attempts = ATTEMPTS,
    timeoutSeconds = SECONDS,
    concurrency,
    whenDisabled = 'hold',
  } = declarationOf(plugin, job) ?? {}
  return { attempts, timeoutSeconds, concurrency, whenDisabled }
}

export function attemptsOf(plugin: string, job: string): number {
  return limitsOf(plugin, job).attempts
}

export interface Schedule {
  plugin: string
  job: string
  cron: string
  queue: 'interactive' | 'bulk' | 'mail'
  /** Whether it runs in each school; else once for the platform. */
  perSchool: boolean
}

/** Every declared schedule. */
export function schedules(): Schedule[] {
  const ofPlugins = loadedPlugins().flatMap(({ manifest }) =>
    Object.entries(manifest.jobs ?? {}).flatMap(([job, { schedule, queue = 'bulk' }]) =>
      schedule ? [{ plugin: manifest.id, job, cron: schedule, queue, perSchool: true }] : []
    )
  )
  const ofCore = coreJobs().flatMap(({ name, schedule, queue, perSchool = false }) =>
    schedule ? [{ plugin: 'core', job: name, cron: schedule, queue, perSchool }] : []
  )
  return [...ofPlugins, ...ofCore]
}
