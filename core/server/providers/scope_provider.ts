import type { ApplicationService } from '@adonisjs/core/types'
import { installScopes } from '#app/scope/index'

/** Puts the scopes under Lucid before anything queries. */
export default class ScopeProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    installScopes(await this.app.container.make('lucid.db'))
  }
}
