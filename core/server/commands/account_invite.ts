import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Prints a one-time code with which a person sets a password: the only way in without a demonstration. */
export default class AccountInvite extends BaseCommand {
  static override commandName = 'account:invite'
  static override description = 'Print a one-time code with which a person sets a password'
  static override options: CommandOptions = { startApp: true }

  @args.string({ description: 'Identifier (prenom.nom) or id of the account' })
  declare person: string

  override async run() {
    const { accountNamed, createInvitation } = await import('#app/identity/invitations')
    const account = await accountNamed(this.person)
    if (!account) {
      this.logger.error(`Nobody here has the identifier « ${this.person} ».`)
      this.exitCode = 1
      return
    }
    const code = await createInvitation(account.id)
    this.logger.log(`${account.name} (${account.identifier}), 14 days, once: ${code}`)
  }
}
