import type { ApplicationService } from '@adonisjs/core/types'
import { role } from '#config/queue'
import { closeBus, openBus } from '#app/live/bus'
import { closeQueues, handOver } from '#app/jobs/hand_over'
import { onNudge } from '#app/outbox/nudge'
import { startWorkers, stopWorkers } from '#app/jobs/workers'

/** Joins the processes' bus and, unless this process serves pages only, does the work that waits. */
export default class JobsProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    onNudge(handOver)
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    await openBus()
    if (role !== 'web') await startWorkers()
  }

  async shutdown() {
    await (this.app.getEnvironment() === 'web' && role !== 'web' ? stopWorkers() : closeQueues())
    await closeBus()
  }
}
