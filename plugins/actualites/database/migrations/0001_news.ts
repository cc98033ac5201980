import { PluginMigration } from '@preau/kit/migrations'

export default class extends PluginMigration {
  async up() {
    this.schoolTable('news', (table) => {
      table.text('title').notNullable()
      table.text('body').notNullable()
      this.member(table, 'author_id')
      table.boolean('pinned').notNullable().defaultTo(false)
      table.timestamp('published_at', { useTz: true })
      table.timestamp('expires_at', { useTz: true })
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'pinned', 'published_at', 'id'], 'news_in_order')
      table.index(['school_id', 'author_id'])
    })
    this.schoolTable('audiences', (table) => {
      table.uuid('news_id').notNullable()
      this.group(table, 'group_id')
      table.text('profile')
      table
        .foreign(['school_id', 'news_id'])
        .references(['school_id', 'id'])
        .inTable('news')
        .onDelete('CASCADE')
      table.index(['school_id', 'news_id'])
    })
  }
}
