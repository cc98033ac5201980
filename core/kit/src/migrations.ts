import { BaseSchema } from '@adonisjs/lucid/schema'
import type { Knex } from 'knex'

const NAME = /^[a-z][a-z0-9_]{0,54}$/

/**
 * A migration of a plugin. It runs as `preau_owner` in the plugin's own schema;
 * the helpers put up the walls, so that no plugin writes them by hand.
 */
export abstract class PluginMigration extends BaseSchema {
  /**
   * Creates a table whose rows belong to a school: `school_id` filled by the
   * scope, `id` a UUIDv7, primary key `(school_id, id)`, row-level security
   * enabled and forced, grants to the plugin's role and to it alone.
   */
  protected schoolTable(name: string, columns: (table: Knex.CreateTableBuilder) => void): void {
    if (!NAME.test(name)) throw new Error(`schoolTable: '${name}' is not a table name`)
    this.schema.createTable(name, (table) => {
      table.uuid('school_id').notNullable().defaultTo(this.raw('core_api.school_id()'))
      table.uuid('id').notNullable().defaultTo(this.raw('uuidv7()'))
      columns(table)
      table.primary(['school_id', 'id'])
      table.foreign('school_id').references('id').inTable('core.schools')
    })
    this.defer(async (db) => {
      const { rows } = await db.rawQuery('select current_schema() as plugin')
      const plugin: string = rows[0].plugin
      await db.rawQuery(`alter table ${name} enable row level security, force row level security`)
      await db.rawQuery(
        `create policy scope on ${name} using (school_id = (select core_api.school_id())) with check (school_id = (select core_api.school_id()))`
      )
      await db.rawQuery(`grant select, insert, update, delete on ${name} to ${plugin}`)
    })
  }

  /**
   * Lets files be attached to the rows of a table made by `schoolTable`: those of a
   * row that is deleted, even by a cascade, go in the same transaction.
   */
  protected attachable(name: string): void {
    if (!NAME.test(name)) throw new Error(`attachable: '${name}' is not a table name`)
    this.defer(async (db) => {
      await db.rawQuery(
        `create trigger files_follow after delete on ${name} referencing old table as deleted
         for each statement execute function core_api.files_follow()`
      )
    })
  }

  /** A column that names a member of the school, kept by a foreign key that leads with the school. */
  protected member(table: Knex.CreateTableBuilder, column: string): Knex.ColumnBuilder {
    const builder = table.uuid(column)
    table.foreign(['school_id', column]).references(['school_id', 'id']).inTable('core.members')
    return builder
  }

  /** A column that names a group of the school. */
  protected group(table: Knex.CreateTableBuilder, column: string): Knex.ColumnBuilder {
    const builder = table.uuid(column)
    table.foreign(['school_id', column]).references(['school_id', 'id']).inTable('core.groups')
    return builder
  }

  /**
   * Changes existing rows, school by school. Forced row-level security binds the
   * owner too: an `update` outside of `backfill` touches no row and says nothing.
   * `run` is called once for each school that has rows or not, in order of id,
   * inside the migration's transaction.
   */
  protected backfill(run: (db: BaseSchema['db'], schoolId: string) => Promise<unknown>): void {
    this.defer(async (db) => {
      const { rows } = await db.rawQuery('select id from core.schools order by id')
      for (const { id } of rows as { id: string }[]) {
        await db.rawQuery(`select set_config('app.school_id', ?, true)`, [id])
        await run(db, id)
      }
      await db.rawQuery(`select set_config('app.school_id', '', true)`)
    })
  }
}
