import { PROFILES } from '@preau/kit'
import { PluginMigration } from '@preau/kit/migrations'

const words = (list: readonly string[]) => list.map((one) => `'${one}'`).join()

export default class extends PluginMigration {
  async up() {
    this.schoolTable('threads', (table) => {
      table.text('subject').notNullable()
      table.boolean('no_reply').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
    })
    this.messages()
    this.targets()
    this.recipients()
    this.rules()
  }

  /** A draft until `sent_at`; its id, chosen by who writes, makes sending it twice one sending. */
  private messages() {
    this.schoolTable('messages', (table) => {
      table.uuid('thread_id')
      this.member(table, 'author_id')
      table.text('subject').notNullable()
      table.jsonb('body').notNullable()
      table.text('text').notNullable()
      table.specificType('words', 'tsvector')
      table.boolean('no_reply').notNullable().defaultTo(false)
      table.timestamp('send_at', { useTz: true })
      table.timestamp('sent_at', { useTz: true })
      table.timestamp('recalled_at', { useTz: true })
      // taken away by the moderators
      table.timestamp('removed_at', { useTz: true })
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('saved_at', { useTz: true }).notNullable().defaultTo(this.now())
      table
        .foreign(['school_id', 'thread_id'])
        .references(['school_id', 'id'])
        .inTable('threads')
        .onDelete('CASCADE')
      table.index(['school_id', 'thread_id'])
      table.index(['school_id', 'author_id', 'saved_at'])
    })
    this.attachable('messages')
  }

  /** Whom a message addresses, as its author chose: somebody, his guardians, a group or a profile, or the thread. */
  private targets() {
    this.schoolTable('targets', (table) => {
      table.uuid('message_id').notNullable()
      table.text('kind').notNullable()
      this.member(table, 'member_id')
      this.group(table, 'group_id')
      table.text('profile')
      table.boolean('guardians').notNullable().defaultTo(false)
      table.boolean('everyone').notNullable().defaultTo(false)
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table
        .foreign(['school_id', 'message_id'])
        .references(['school_id', 'id'])
        .inTable('messages')
        .onDelete('CASCADE')
      table.index(['school_id', 'message_id'])
      table.index(['school_id', 'member_id'])
    })
  }

  /** One narrow row a message and reader, the author's own among them. */
  private recipients() {
    this.schoolTable('recipients', (table) => {
      table.uuid('message_id').notNullable()
      table.uuid('thread_id').notNullable()
      this.member(table, 'member_id').notNullable()
      table.text('kind').notNullable()
      table.text('place').notNullable()
      table.boolean('starred').notNullable().defaultTo(false)
      table.timestamp('visible_at', { useTz: true }).notNullable()
      table.timestamp('read_at', { useTz: true })
      // the first reading: marked as unread again, a message has still been seen
      table.timestamp('seen_at', { useTz: true })
      table
        .foreign(['school_id', 'message_id'])
        .references(['school_id', 'id'])
        .inTable('messages')
        .onDelete('CASCADE')
      table
        .foreign(['school_id', 'thread_id'])
        .references(['school_id', 'id'])
        .inTable('threads')
        .onDelete('CASCADE')
      table.unique(['school_id', 'message_id', 'member_id'])
      table.index(['school_id', 'member_id', 'place', 'visible_at', 'id'], 'recipients_in_order')
      table.index(['school_id', 'thread_id', 'member_id', 'visible_at'], 'recipients_of_thread')
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `create index recipients_unread on recipients (school_id, member_id, visible_at)
         where read_at is null and place = 'inbox'`
      )
    })
  }

  /** Where the school departs from the rules by default. */
  private rules() {
    this.schoolTable('rules', (table) => {
      table.text('from_profile').notNullable()
      table.text('to_profile').notNullable()
      table.text('reach').notNullable()
      table.unique(['school_id', 'from_profile', 'to_profile'])
      table.check(`from_profile in (${words(PROFILES)}) and to_profile in (${words(PROFILES)})`)
      table.check(`reach in ('none', 'supervised', 'related', 'all')`)
    })
  }
}
