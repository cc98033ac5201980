import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { resolve } from 'node:path'
import { Client } from 'pg'
import env from '#start/env'

/** Imports a complete feed of an academy, and tells what became of each school. */
export default class DirectoryImport extends BaseCommand {
  static override commandName = 'directory:import'
  static override description = 'Import people and schools from a complete AAF feed'
  static override options: CommandOptions = { startApp: true }

  @args.string({ description: 'Folder of the feed' })
  declare dir: string

  @flags.boolean({ description: 'Accept that many people leave at once' })
  declare confirm: boolean

  @flags.boolean({ description: 'Print the whole report as JSON' })
  declare json: boolean

  override async run() {
    const { importFeed, printReport } = await import('#app/directory/index')
    const core = new Client({ connectionString: env.get('DATABASE_CORE_URL') })
    await core.connect()
    try {
      const dir = resolve(process.env['INIT_CWD'] ?? process.cwd(), this.dir)
      const report = await importFeed(core, dir, { confirm: this.confirm })
      const lines = this.json ? [JSON.stringify(report, null, 2)] : printReport(report)
      for (const line of lines) console.log(line)
      if (report.status !== 'applied') this.exitCode = 1
    } finally {
      await core.end()
    }
  }
}
