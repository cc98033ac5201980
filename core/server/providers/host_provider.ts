import type { ApplicationService } from '@adonisjs/core/types'
import { listenForChanges, stopListening } from '#app/host/activation_cache'
import { brokenPlugins, leaveOutUnmigrated, loadPlugins } from '#app/host/registry'
import env from '#start/env'

/** Loads the plugins before the routes are made, and listens for changes while the server runs. */
export default class HostProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    await loadPlugins(env.get('PREAU_PLUGINS'))
    if (this.app.getEnvironment() === 'web') await leaveOutUnmigrated()
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const logger = await this.app.container.make('logger')
    // A plugin that leaves a promise without anybody to hear its failure must not stop the host.
    process.on('unhandledRejection', (err) => logger.error({ err }, 'a failure that nobody heard'))
    for (const { package: one, status, reason } of brokenPlugins())
      logger.warn({ plugin: one.id, status, reason }, 'a plugin does not serve')
    await listenForChanges(env.get('DATABASE_CORE_URL'))
  }

  async shutdown() {
    await stopListening()
  }
}
