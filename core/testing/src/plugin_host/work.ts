import { setTimeout as sleep } from 'node:timers/promises'
import { askServer } from './channel.ts'
import type { Ground } from './ground.ts'

/** A run that has failed at its last try. */
export interface FailedRun {
  plugin: string
  /** A job, `on:` and an event, or `hook:` and a hook. */
  job: string
  code: string
  message: string
}

/** The work that requests, events, switches and schedules have left to be done. */
export interface TestJobs {
  /**
   * Resolves when nothing that is due is left to do; what is for later, or waits for its plugin, stays.
   * @throws when a run has failed at its last try, with its words; when it takes longer than `seconds` (60)
   */
  drain(seconds?: number): Promise<void>
  /** The runs that have failed at their last try. */
  failures(): Promise<FailedRun[]>
}

const FAILED = `select plugin, job, failure->>'code' as code, failure->>'message' as message
  from core.outbox where failed_at is not null order by failed_at, id`
const DUE = `select plugin || '.' || job as name from core.outbox
  where failed_at is null and not held and due_at <= now() limit 20`
const PATIENCE = 60
const BETWEEN = 20
const SWEPT = 10

/** The hands on a host's work. */
export function jobsOf(ground: Ground): TestJobs {
  const failures = () => ground.sql<FailedRun>(FAILED)
  return {
    failures,
    async drain(seconds) {
      const before = (await failures()).length
      await idle(ground, seconds)
      const failed = (await failures()).slice(before)
      if (!failed.length) return
      const lines = failed.map(({ plugin, job, message }) => `${plugin}.${job}: ${message}`)
      throw new Error(`${failed.length} of the work has failed: ${lines.join('; ')}`)
    },
  }
}

/** Waits until nothing that is due is left, whether it was done or has failed. */
export async function idle(ground: Ground, seconds = PATIENCE): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (let turn = 0; ; turn++) {
    // What a run leaves without a word waits for a sweep.
    if (turn % SWEPT === 0) await askServer(ground.server.child, { ask: 'sweep' })
    const due = await ground.sql<{ name: string }>(DUE)
    if (!due.length && !(await askServer<number>(ground.server.child, { ask: 'busy' }))) return
    if (Date.now() > deadline)
      throw new Error(
        `work is left after ${seconds} s: ${due.map(({ name }) => name).join(', ')}\n${ground.server.output()}`
      )
    await sleep(BETWEEN)
  }
}
