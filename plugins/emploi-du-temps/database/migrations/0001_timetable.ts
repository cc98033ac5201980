import { PluginMigration } from '@preau/kit/migrations'

type Table = Parameters<Parameters<PluginMigration['schema']['createTable']>[1]>[0]

/** Decision 0019 says why lessons are kept as courses with their weeks. */
export default class extends PluginMigration {
  async up() {
    this.schoolTable('courses', (table) => {
      table.text('source').notNullable()
      table.text('key').notNullable()
      table.text('subject').notNullable()
      table.text('subject_code').notNullable().defaultTo('')
      table.smallint('weekday').notNullable()
      table.time('starts').notNullable()
      table.time('ends').notNullable()
      table.specificType('weeks', 'date[]').notNullable()
      table.text('room').notNullable().defaultTo('')
      this.made(table)
      table.unique(['school_id', 'key'])
      table.index(['school_id', 'source'])
      table.index(['school_id', 'room'])
    })
    this.schoolTable('parts', (table) => {
      table.text('name').notNullable()
      this.group(table, 'group_id').notNullable()
      this.made(table)
      table.unique(['school_id', 'group_id', 'name'])
    })
    this.schoolTable('part_members', (table) => {
      this.belongs(table, 'part_id', 'parts')
      this.member(table, 'member_id').notNullable()
      this.made(table)
      table.unique(['school_id', 'part_id', 'member_id'])
      table.index(['school_id', 'member_id'])
    })
    this.schoolTable('course_groups', (table) => {
      this.belongs(table, 'course_id', 'courses')
      this.group(table, 'group_id').notNullable()
      this.belongs(table, 'part_id', 'parts', { optional: true })
      table.index(['school_id', 'group_id', 'course_id'])
      table.index(['school_id', 'course_id'])
    })
    this.schoolTable('course_teachers', (table) => {
      this.belongs(table, 'course_id', 'courses')
      this.member(table, 'member_id').notNullable()
      this.made(table)
      table.unique(['school_id', 'course_id', 'member_id'])
      table.index(['school_id', 'member_id'])
    })
    this.changes()
    this.imports()
  }

  private changes() {
    this.schoolTable('changes', (table) => {
      this.belongs(table, 'course_id', 'courses')
      table.date('day').notNullable()
      table.boolean('cancelled').notNullable()
      table.date('to_day')
      table.time('starts')
      table.time('ends')
      table.text('room')
      table.text('note').notNullable().defaultTo('')
      this.member(table, 'author_id')
      this.made(table)
      table.unique(['school_id', 'course_id', 'day'])
      table.index(['school_id', 'to_day'])
    })
  }

  private imports() {
    this.schoolTable('alternations', (table) => {
      table.text('code').notNullable()
      table.text('name').notNullable()
      table.specificType('weeks', 'date[]').notNullable()
      table.unique(['school_id', 'code'])
    })
    this.schoolTable('mappings', (table) => {
      table.text('kind').notNullable()
      table.text('external').notNullable()
      table.text('label').notNullable().defaultTo('')
      this.member(table, 'member_id')
      this.group(table, 'group_id')
      this.belongs(table, 'part_id', 'parts', { optional: true })
      table.boolean('ignored').notNullable().defaultTo(false)
      this.made(table)
      table.unique(['school_id', 'kind', 'external'])
    })
    this.schoolTable('imports', (table) => {
      table.text('source').notNullable()
      table.text('names').notNullable()
      table.date('from_week').notNullable()
      table.jsonb('content')
      table.jsonb('counts').notNullable().defaultTo('{}')
      table.timestamp('applied_at', { useTz: true })
      this.member(table, 'author_id')
      this.made(table)
    })
  }

  private made(table: Table) {
    table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
  }

  /** A row that goes with another of this plugin. */
  private belongs(table: Table, column: string, parent: string, { optional = false } = {}) {
    const builder = table.uuid(column)
    if (!optional) builder.notNullable()
    table
      .foreign(['school_id', column])
      .references(['school_id', 'id'])
      .inTable(parent)
      .onDelete('CASCADE')
  }
}
