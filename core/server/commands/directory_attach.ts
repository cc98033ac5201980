import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Attaches imported schools to a collectivité: what it offers holds there from then on. */
export default class DirectoryAttach extends BaseCommand {
  static override commandName = 'directory:attach'
  static override description = 'Attach schools to a collectivité'
  static override help = [
    'Both must be there: the schools by an import, the collectivité by its first agent.',
    '  {{ binaryName }} directory:attach 0990001N 0990003R --authority preauville',
  ]
  static override options: CommandOptions = { startApp: true }

  @args.spread({ description: 'UAI of the schools' })
  declare uais: string[]

  @flags.string({ description: 'Slug of the collectivité', required: true })
  declare authority: string

  @flags.boolean({ description: 'Take schools from another collectivité' })
  declare move: boolean

  override async run() {
    const { attachSchools, AttachmentRefused } = await import('#app/host/switchboard/attach')
    try {
      const wish = { uais: this.uais, slug: this.authority ?? '', move: this.move ?? false }
      for (const { uai, name, already, offers } of await attachSchools(wish)) {
        console.log(`${uai} ${name}: ${already ? 'attached already' : 'attached'}`)
        for (const { plugin, offer, active } of offers)
          console.log(`  ${plugin}: ${offer}${active ? ', active' : ''}`)
      }
    } catch (error) {
      if (!(error instanceof AttachmentRefused)) throw error
      this.logger.error(`directory:attach: ${error.message}`)
      this.exitCode = 1
    }
  }
}
