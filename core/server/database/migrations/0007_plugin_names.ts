import { BaseSchema } from '@adonisjs/lucid/schema'

/** A module whose code is gone is still called by its name, wherever a school keeps data in it. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw(`
alter table core.plugins add column names jsonb not null default '{}';
comment on column core.plugins.names is 'name by language, as when its code was last there';`)
  }
}
