import { BaseSchema } from '@adonisjs/lucid/schema'
import type { Knex } from 'knex'
import { answersStatements, sharingStatements } from './sharing.ts'

const NAME = /^[a-z][a-z0-9_]{0,54}$/
/** A table of a schema of its own choice: what a search may not name. */
const QUALIFIED = /\b(?:plugin_\w+|core|public|pg_temp\w*|information_schema)\s*\.|"/i

/** A search over tables of the plugin, as `PluginMigration.search` writes it. */
export interface SearchDeclaration {
  /** The plugin's tables that it reads, made by `schoolTable`; in `select` each name means the school's rows alone. */
  over: readonly string[]
  /** As `create function` takes them: `query tsquery, most integer`. */
  parameters: string
  /** Columns of the answer: `id uuid, rank real`. */
  returns: string
  /** One `select` (or `with … select`) that names no schema. */
  select: string
  /** Settings that hold while it runs. */
  settings?: Readonly<Record<string, number>>
}

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
    const here = 'school_id = (select core_api.school_id())'
    this.#statements((plugin) => [
      `alter table ${name} enable row level security, force row level security`,
      `create policy scope on ${name} using (${here}) with check (${here})`,
      `grant select, insert, update, delete on ${name} to ${plugin}`,
    ])
  }

  /**
   * Creates a table whose rows belong to a person, whatever his school: `account_id` filled by the
   * scope, `id` a UUIDv7, primary key `(account_id, id)`; nobody reads or writes it but its owner,
   * in routes of persons. When his account is erased its rows go, by the host.
   */
  protected personTable(name: string, columns: (table: Knex.CreateTableBuilder) => void): void {
    if (!NAME.test(name)) throw new Error(`personTable: '${name}' is not a table name`)
    this.schema.createTable(name, (table) => {
      table.uuid('account_id').notNullable().defaultTo(this.raw('core_api.account_id()'))
      table.uuid('id').notNullable().defaultTo(this.raw('uuidv7()'))
      columns(table)
      table.primary(['account_id', 'id'])
      table.unique(['id'])
      table.foreign('account_id').references('id').inTable('core.accounts')
    })
    const mine = 'account_id = (select core_api.account_id())'
    this.#statements((plugin) => [
      `alter table ${name} enable row level security, force row level security`,
      `create policy owner on ${name} using (${mine}) with check (${mine})`,
      `grant select, insert, update, delete on ${name} to ${plugin}`,
    ])
  }

  /**
   * Lets the rows of a table made by `personTable` be shared: a table `<name>_shares`, in which the
   * owner writes, one row a share; the view `shared_<name>` by which a school's people read what is
   * shared with them, of the columns `shows`; `shared_<name>_files`; and `my_<name>_shares`, with names, for the owner.
   */
  protected shareable(name: string, { shows }: { shows: readonly string[] }): void {
    for (const one of [name, ...shows])
      if (!NAME.test(one)) throw new Error(`shareable: '${one}' is not a name`)
    this.#statements((plugin) => sharingStatements(name, plugin, shows))
  }

  /**
   * Lets whoever shares the rows of `of` read what is answered to him in a table made by
   * `schoolTable`, which names its share (`this.share`): the view `my_<name>`, in routes of persons.
   */
  protected answers(
    name: string,
    options: { of: string; author: string; shows: readonly string[] }
  ): void {
    for (const one of [name, options.of, options.author, ...options.shows])
      if (!NAME.test(one)) throw new Error(`answers: '${one}' is not a name`)
    this.#statements((plugin) => answersStatements({ name, ...options }, plugin))
  }

  /** A column `share_id` that names a share of a table made `shareable`; what names it goes with it. */
  protected share(table: Knex.CreateTableBuilder, of: string): Knex.ColumnBuilder {
    const builder = table.uuid('share_id')
    table
      .foreign(['school_id', 'share_id'])
      .references(['school_id', 'id'])
      .inTable(`${of}_shares`)
      .onDelete('CASCADE')
    return builder
  }

  #statements(of: (plugin: string) => string[]): void {
    this.defer(async (db) => {
      const { rows } = await db.rawQuery('select current_schema() as plugin')
      for (const statement of of(rows[0].plugin)) await db.rawQuery(statement)
    })
  }

  /**
   * Lets files be attached to the rows of a table made by `schoolTable`: those of a
   * row that is deleted, even by a cascade, go in the same transaction.
   */
  protected attachable(name: string): void {
    this.#followed('attachable', name, 'files_follow')
  }

  /** As `attachable`, for a table made by `personTable`. */
  protected attachableOfPerson(name: string): void {
    this.#followed('attachableOfPerson', name, 'my_files_follow')
  }

  #followed(helper: string, name: string, follow: string): void {
    if (!NAME.test(name)) throw new Error(`${helper}: '${name}' is not a table name`)
    this.#statements(() => [
      `create trigger files_follow after delete on ${name} referencing old table as deleted
       for each statement execute function core_api.${follow}()`,
    ])
  }

  /**
   * Creates a function that searches tables of the plugin by operators for which row-level security would keep an
   * index from being used (`@@`, `%`, `@>`, `ilike`). It runs as `core_reader`, which sees all schools: so the school's
   * filter is written here, into each of the tables it reads, and `select` can name nothing else.
   * @throws when `select` names a schema, or something is not a name
   */
  protected search(name: string, declaration: SearchDeclaration): void {
    const { over, parameters, returns, select, settings = {} } = declaration
    for (const one of [name, ...over])
      if (!NAME.test(one)) throw new Error(`search: '${one}' is not a name`)
    if (QUALIFIED.test(select) || select.includes('$search$'))
      throw new Error(`search: '${name}' may name its own tables only, and no schema`)
    const set = Object.entries(settings).map(([key, value]) => `set ${key} = ${value}`)
    this.defer(async (db) => {
      const { rows } = await db.rawQuery('select current_schema() as plugin')
      const plugin: string = rows[0].plugin
      for (const table of over) await openToSearch(db, table)
      const tables = over.map(
        (table) =>
          `${table} as not materialized (select * from ${plugin}.${table} where school_id = (select core_api.school_id()))`
      )
      await db.rawQuery(`grant create on schema ${plugin} to core_reader`)
      await db.rawQuery(
        `create function ${name}(${parameters}) returns table (${returns}) language sql stable security definer
         set search_path = pg_catalog, extensions, pg_temp ${set.join(' ')}
         as $search$ with ${tables.join(', ')} select * from (${select}) as found $search$`
      )
      const { rows: made } = await db.rawQuery(
        'select ?::regproc::oid::regprocedure as signature',
        [name]
      )
      const signature: string = made[0].signature
      await db.rawQuery(`revoke execute on function ${signature} from public`)
      await db.rawQuery(`grant execute on function ${signature} to ${plugin}`)
      await db.rawQuery(`alter function ${signature} owner to core_reader`)
      await db.rawQuery(`revoke create on schema ${plugin} from core_reader`)
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

/** Lets `core_reader` read a table, whose rows it sees in the searches alone. */
async function openToSearch(db: BaseSchema['db'], table: string): Promise<void> {
  const { rows } = await db.rawQuery(
    `select from pg_policies where schemaname = current_schema() and tablename = ? and policyname = 'reader'`,
    [table]
  )
  if (rows.length) return
  await db.rawQuery(`grant select on ${table} to core_reader`)
  await db.rawQuery(`create policy reader on ${table} for select to core_reader using (true)`)
}
