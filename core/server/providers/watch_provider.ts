import type { ApplicationService } from '@adonisjs/core/types'
import { coreQuery } from '#app/core_query'
import { brokenPlugins } from '#app/host/registry'
import { registerCheck } from '#app/watch/checks'
import { registerReading } from '#app/watch/metrics'

interface Pool {
  numUsed(): number
  numFree(): number
  numPendingAcquires(): number
}

/** Shows how the database and the plugins are; other rooms add what is theirs. */
export default class WatchProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    registerCheck({ name: 'database', matters: true, look: databaseAnswers })
    registerCheck({ name: 'scope', matters: false, look: walls })
    registerCheck({ name: 'plugins', matters: false, look: pluginStates })
    await this.#poolReadings()
  }

  async #poolReadings() {
    const { manager } = await this.app.container.make('lucid.db')
    registerReading({
      name: 'preau_pool_connections',
      help: 'Connections of the pools to the database: used, free, and who waits for one',
      labels: ['pool', 'state'],
      read: () =>
        ['app', 'core'].flatMap((name) => {
          const pool = manager.get(name)?.connection?.pool as Pool | null | undefined
          return pool ? statesOf(name, pool) : []
        }),
    })
  }
}

function statesOf(name: string, pool: Pool) {
  const states = {
    used: pool.numUsed(),
    free: pool.numFree(),
    waiting: pool.numPendingAcquires(),
  }
  return Object.entries(states).map(([state, value]) => ({ labels: { pool: name, state }, value }))
}

async function databaseAnswers() {
  await coreQuery('select 1')
  return 'ok'
}

/** `guard-only`: nobody was superuser, set_config is open to a plugin's SQL but for the host's guard. */
async function walls() {
  const [row] = await coreQuery<{ walls: boolean }>(
    `select not has_function_privilege('core_person', 'pg_catalog.set_config(text,text,boolean)', 'execute') as walls`
  )
  return row?.walls ? 'ok' : 'guard-only'
}

/** Those that do not serve, with why. */
function pluginStates() {
  return Object.fromEntries(brokenPlugins().map((one) => [one.package.id, one.status]))
}
