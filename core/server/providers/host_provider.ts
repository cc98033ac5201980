import type { ApplicationService } from '@adonisjs/core/types'
import { listenForChanges, stopListening } from '#app/host/activation_cache'
import { leaveOutUnmigrated, loadPlugins } from '#app/host/registry'
import env from '#start/env'

/** Loads the plugins before the routes are made, and listens for changes while the server runs. */
export default class HostProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    await loadPlugins(env.get('PREAU_PLUGINS'))
    if (this.app.getEnvironment() === 'web') await leaveOutUnmigrated()
  }

  async ready() {
    if (this.app.getEnvironment() === 'web') await listenForChanges(env.get('DATABASE_CORE_URL'))
  }

  async shutdown() {
    await stopListening()
  }
}
