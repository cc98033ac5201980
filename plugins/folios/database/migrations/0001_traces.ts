import { PluginMigration } from '@preau/kit/migrations'

const SHOWN = [
  'title',
  'kind',
  'happened_on',
  'place',
  'learnt',
  'parcours',
  'skills',
  'created_at',
]

export default class extends PluginMigration {
  async up() {
    this.personTable('traces', (table) => {
      table.text('title').notNullable()
      table.text('kind').notNullable()
      table.date('happened_on')
      table.text('place').notNullable().defaultTo('')
      table.text('learnt').notNullable().defaultTo('')
      table.specificType('parcours', 'text[]').notNullable().defaultTo('{}')
      table.jsonb('skills').notNullable().defaultTo('[]')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.uuid('activity_id')
      table.unique(['account_id', 'activity_id'])
      table.index(['account_id', 'created_at'])
    })
    this.attachableOfPerson('traces')
    this.shareable('traces', { shows: SHOWN })
    this.schoolTable('comments', (table) => {
      this.share(table, 'traces').notNullable()
      this.member(table, 'author_id')
      table.text('body').notNullable()
      table.text('skill')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'share_id'])
      table.index(['school_id', 'author_id'])
    })
    this.answers('comments', { of: 'traces', author: 'author_id', shows: ['body', 'skill'] })
  }
}
