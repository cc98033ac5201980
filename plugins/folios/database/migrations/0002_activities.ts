import { PluginMigration } from '@preau/kit/migrations'

export default class extends PluginMigration {
  async up() {
    this.schoolTable('activities', (table) => {
      this.group(table, 'group_id').notNullable()
      this.member(table, 'author_id')
      table.text('title').notNullable()
      table.text('kind').notNullable()
      table.date('happened_on')
      table.text('place').notNullable().defaultTo('')
      table.text('prompts').notNullable().defaultTo('')
      table.specificType('parcours', 'text[]').notNullable().defaultTo('{}')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'group_id'])
      table.index(['school_id', 'author_id'])
    })
    this.schoolTable('activity_answers', (table) => {
      table.uuid('activity_id').notNullable()
      this.member(table, 'member_id').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['school_id', 'activity_id', 'member_id'])
      table.index(['school_id', 'member_id'])
      table
        .foreign(['school_id', 'activity_id'])
        .references(['school_id', 'id'])
        .inTable('activities')
        .onDelete('CASCADE')
    })
  }
}
