import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/lucid'

/** How long a transaction may stand idle before the server ends it: nothing slow happens inside a scope. */
const IDLE_IN_TRANSACTION = 30_000

function pool(url: string, max: number) {
  return {
    client: 'pg' as const,
    connection: {
      connectionString: url,
      application_name: 'preau',
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
      pipeline: true,
    },
    pool: { min: 0, max },
    useNullAsDefault: false,
  }
}

const ownerUrl = env.get('DATABASE_OWNER_URL')

export default defineConfig({
  connection: 'app',
  prettyPrintDebugQueries: false,
  connections: {
    /** Plugins and persons: reached only inside a scope. */
    app: pool(env.get('DATABASE_APP_URL'), 10),
    /** The core's own work. */
    core: pool(env.get('DATABASE_CORE_URL'), 10),
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
