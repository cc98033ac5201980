import logger from '@adonisjs/core/services/logger'
import type { JobRun, PluginEvents, SchoolRef, Scope } from '@preau/kit/server'
import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { loadedPlugin, type LoadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import { limitsOf } from './declared.ts'
import { fetchOutside } from './egress.ts'
import { progressOf } from './progress.ts'
import { discard, hold, type OutboxRow } from './run_row.ts'
import { orAborted } from './signals.ts'

type Work<T> = (scope: Scope) => Promise<T>

/** PostgreSQL's codes of the first message: the plugin is off; the run's row is gone. */
const OFF = 'PR404'
const GONE = 'PR410'

/** Raised when a handler of that name is declared nowhere. */
export class UnknownJobError extends Error {
  readonly code = 'E_JOB_UNKNOWN'
}

/**
 * Runs a plugin's job, listener or hook in its school. The transaction that ends
 * it begins by deleting the row: done before by another worker, it does nothing.
 */
export async function runPluginJob(
  row: OutboxRow & { school: SchoolRef },
  signal: AbortSignal
): Promise<void> {
  const plugin = loadedPlugin(row.plugin)
  const { whenDisabled } = limitsOf(row.plugin, row.job)
  if (!plugin || (whenDisabled !== 'finish' && !(await isOpen(row)))) return whileOff(row)
  const handler = handlerOf(plugin, row.job)
  const transaction = transactionsOf({ plugin, row, signal, gated: whenDisabled !== 'finish' })
  try {
    if (typeof handler === 'function')
      await transaction((scope) => handler(scope, row.payload as never), true)
    else await runSteps({ handler, row, signal, transaction })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === OFF) return whileOff(row)
    if (code !== GONE) throw error
  }
}

async function isOpen({ plugin, school }: OutboxRow): Promise<boolean> {
  const { modules } = await activationsOf(school!.id)
  return isOpenTo(modules.get(plugin), { profiles: [], write: true, now: new Date() })
}

function whileOff({ id, plugin, job }: OutboxRow): Promise<void> {
  return limitsOf(plugin, job).whenDisabled === 'discard' ? discard(id) : hold(id)
}

type Handler = Whole | { steps(run: JobRun, payload: never): Promise<void> }
type Whole = (scope: Scope, payload: never) => Promise<void>

function handlerOf({ server }: LoadedPlugin, job: string): Handler {
  const [kind, name = ''] = job.split(/:(.*)/s)
  const handler: Handler | undefined =
    kind === 'on'
      ? (server.listeners?.[name as keyof PluginEvents] as Whole | undefined)
      : kind === 'hook'
        ? server.lifecycle?.[name as 'enabled' | 'disabled']
        : own((server as { jobs?: Record<string, Handler> }).jobs, job)
  if (!handler) throw new UnknownJobError(`no handler of ${job}`)
  return handler
}

function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}

interface Running {
  plugin: LoadedPlugin
  row: OutboxRow & { school: SchoolRef }
  signal: AbortSignal
  gated: boolean
}

/** Opens transactions of a run in its school; the last takes the row. */
function transactionsOf({ plugin, row, signal, gated }: Running) {
  return <T>(work: Work<T>, last: boolean): Promise<T> =>
    withSystemScope(
      { plugin, school: row.school, signal, gated, ...(last ? { take: row.id } : {}) },
      (scope) => orAborted(signal, work(scope))
    )
}

interface Stepping {
  handler: Extract<Handler, object>
  row: OutboxRow & { school: SchoolRef }
  signal: AbortSignal
  transaction: ReturnType<typeof transactionsOf>
}

async function runSteps({ handler, row, signal, transaction }: Stepping): Promise<void> {
  const { id, school } = row
  let finished = false
  const run: JobRun = {
    ...{ id, school, logger, signal, progress: progressOf(row) },
    fetch: (url, limits) => fetchOutside(url, { ...limits, signal }),
    step: (work) => transaction(work, false),
    async finish(work) {
      finished = true
      return transaction(work, true)
    },
  }
  if (!('steps' in handler)) throw new UnknownJobError(`the handler of ${row.job} has no steps`)
  await orAborted(signal, handler.steps(run, row.payload as never))
  if (!finished) await discard(id)
}
