import type { ApplicationService } from '@adonisjs/core/types'
import { role } from '#config/queue'
import { closeBus, openBus } from '#app/live/bus'
import { closeQueues, handOver } from '#app/jobs/hand_over'
import { onNudge } from '#app/outbox/nudge'
import { watchJobs } from '#app/jobs/watch_jobs'
import { startWorkers, stopWorkers } from '#app/jobs/workers'
import { onStopAsked } from '#app/watch/stopping'

/** Joins the processes' bus and, unless this process serves pages only, does the work that waits. */
export default class JobsProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    onNudge(handOver)
    if (this.app.getEnvironment() === 'web') watchJobs()
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    await openBus()
    if (this.app.inTest && process.send) (await import('#app/jobs/test_channel')).answerTests()
    if (role === 'web') return
    await startWorkers()
    onStopAsked(() => void stopWorkers())
  }

  async shutdown() {
    await stopWorkers()
    await closeQueues()
    await closeBus()
  }
}
