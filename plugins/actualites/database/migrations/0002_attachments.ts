import { PluginMigration } from '@preau/kit/migrations'

export default class extends PluginMigration {
  async up() {
    this.attachable('news')
  }
}
