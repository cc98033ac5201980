import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { Client } from 'pg'
import env from '#start/env'

/** Fills an empty installation with a collectivité, two schools and their people. */
export default class DemoSeed extends BaseCommand {
  static override commandName = 'demo:seed'
  static override description = 'Write the demonstration: two schools, about 1,200 people'
  static override options: CommandOptions = { startApp: true }

  override async run() {
    const core = new Client({ connectionString: env.get('DATABASE_CORE_URL') })
    await core.connect()
    try {
      const { seedInstallation } = await import('#app/demo/seed_installation')
      await seedInstallation(core)
    } finally {
      await core.end()
    }
  }
}
