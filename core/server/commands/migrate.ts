import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { Client } from 'pg'
import env from '#start/env'

/** Roles, schemas, then the core's and every plugin's migrations: the one step before a roll-out. */
export default class Migrate extends BaseCommand {
  static override commandName = 'migrate'
  static override description = 'Prepare the database: roles, core and plugins'
  static override options: CommandOptions = { startApp: true }

  override async run() {
    const url = env.get('DATABASE_URL')
    if (!url) throw new Error('migrate: DATABASE_URL must name the administrator of the database')
    const admin = new Client({ connectionString: url })
    await admin.connect()
    try {
      await admin.query(`select pg_advisory_lock(hashtextextended('preau:migrate', 0))`)
      const { migrateAll } = await import('#app/host/migrate_all')
      const report = await migrateAll(this.app, admin, {
        adminUrl: url,
        appKey: env.get('APP_KEY'),
      })
      for (const line of report.applied) this.logger.info(line)
      for (const line of report.warnings) this.logger.warning(`warning: ${line}`)
    } finally {
      await admin.end()
    }
  }
}
