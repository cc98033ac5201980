import { PluginMigration } from '@preau/kit/migrations'

export default class extends PluginMigration {
  async up() {
    this.schoolTable('__table__', (table) => {
      table.text('title').notNullable()
      this.member(table, 'author_id').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'created_at', 'id'])
      table.index(['school_id', 'author_id'])
    })
  }
}
