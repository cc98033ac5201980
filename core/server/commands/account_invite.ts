import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { Client } from 'pg'
import env from '#start/env'

/** Prints a one-time code with which a person sets a password: the only way in outside the demonstration. */
export default class AccountInvite extends BaseCommand {
  static override commandName = 'account:invite'
  static override description =
    'Print a one-time code for a person, or for a collectivité’s first agent'
  static override help = [
    'A person of the directory, by identifier or by academy and key:',
    '  {{ binaryName }} account:invite helene.roussel',
    '  {{ binaryName }} account:invite 99:8001',
    'The first agent of a collectivité, both made if missing:',
    '  {{ binaryName }} account:invite prenom.nom --authority preauville --name "Préauville numérique"',
  ]
  static override options: CommandOptions = { startApp: true }

  @args.string({ description: 'Identifier, or academy:key', required: false })
  declare person: string | undefined

  @flags.string({ description: 'Slug of the collectivité whose agent the person becomes' })
  declare authority: string | undefined

  @flags.string({ description: 'Name of the collectivité, if it is to be made' })
  declare name: string | undefined

  override async run() {
    const account = await this.#account()
    if (!account) return
    const { createInvitation } = await import('#app/identity/invitations')
    const code = await createInvitation(account.id)
    console.log(`${account.name} (${account.identifier ?? '-'})`)
    console.log(code)
  }

  async #account() {
    const { appointAgent, findAccount } = await import('#app/directory/index')
    const core = new Client({ connectionString: env.get('DATABASE_CORE_URL') })
    await core.connect()
    try {
      const slug = this.authority
      if (!slug && !this.person)
        return this.#fail('name a person, or a collectivité with --authority')
      if (slug && !/^[a-z0-9][a-z0-9-]*$/.test(slug)) return this.#fail('a slug is a-z, 0-9 and -')
      const identifier = this.person ?? `agent.${slug}`
      const account = slug
        ? await appointAgent(core, { slug, authorityName: this.name ?? slug, identifier })
        : await findAccount(core, identifier)
      return account ?? this.#fail(`nobody is known as ${identifier}`)
    } finally {
      await core.end()
    }
  }

  #fail(sentence: string) {
    this.logger.error(`account:invite: ${sentence}`)
    this.exitCode = 1
    return undefined
  }
}
