import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/lucid'
import { roleUrl, type LoginRole } from '#app/scope/bootstrap'

/** How long a transaction may stand idle before the server ends it: nothing slow happens inside a scope. */
const IDLE_IN_TRANSACTION = 30_000
/** Milliseconds that one waits for a new connection of the server's, then for one of the pool's. */
const CONNECT = 15_000
const ACQUIRE = 20_000

/** A pool that signs in as one role: through the pooler where there is one. */
function pool(direct: string, role: LoginRole) {
  const pooler = env.get('DATABASE_POOLER_URL')
  return {
    client: 'pg' as const,
    connection: {
      connectionString: pooler ? roleUrl(pooler, env.get('APP_KEY'), role) : direct,
      application_name: 'preau',
      connectionTimeoutMillis: CONNECT,
      // A pooler refuses settings in the greeting: there, the role has it (`docs/operations/install.md`).
      ...(pooler ? {} : { idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION }),
      pipeline: true,
    },
    acquireConnectionTimeout: ACQUIRE,
    pool: { min: 0, max: env.get('DATABASE_POOL') },
    useNullAsDefault: false,
  }
}

const ownerUrl = env.get('DATABASE_OWNER_URL')

export default defineConfig({
  connection: 'app',
  prettyPrintDebugQueries: false,
  connections: {
    /** Plugins and persons: reached only inside a scope. */
    app: pool(env.get('DATABASE_APP_URL'), 'preau_app'),
    /** The core's own work. */
    core: pool(env.get('DATABASE_CORE_URL'), 'core_runtime'),
    ...(ownerUrl
      ? {
          owner: {
            client: 'pg' as const,
            connection: { connectionString: ownerUrl },
            searchPath: ['core'],
            pool: { min: 0, max: 2 },
            migrations: { naturalSort: true, paths: [app.makePath('database/migrations')] },
            schemaGeneration: { enabled: false },
          },
        }
      : {}),
  },
})
