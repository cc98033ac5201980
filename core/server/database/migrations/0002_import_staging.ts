import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Where a directory feed waits while it is read and checked: no log, no
 * school_id (schools are not known yet), emptied at the end of each import.
 */
const STAGING = `
create unlogged table core.staged_structures (
  seq bigint not null, file text not null, line integer not null,
  structure text not null, uai text not null, name text not null, kind text not null, city text not null,
  refused boolean not null default false
);
create unlogged table core.staged_people (
  seq bigint not null, file text not null, line integer not null,
  category text not null, key text not null, given_name text not null, family_name text not null, slug text not null
);
create unlogged table core.staged_functions (
  seq bigint not null, structure text not null, key text not null, profile text not null, code text not null
);
create unlogged table core.staged_groups (
  seq bigint not null, structure text not null, kind text not null, source_key text not null,
  name text not null, label text not null
);
create unlogged table core.staged_places (
  seq bigint not null, structure text not null, kind text not null, source_key text not null,
  key text not null, role text not null, subject text, starts_on date
);
create unlogged table core.staged_links (
  seq bigint not null, student text not null, guardian text not null, kinship text not null,
  legal boolean not null, in_charge boolean not null, contact boolean not null, financial boolean not null,
  payment boolean not null
);
create unlogged table core.staged_members (
  structure text not null, key text not null, profiles text[] not null, functions text[] not null,
  given_name text not null, family_name text not null, slug text not null, account_id uuid,
  primary key (structure, key)
);
create unlogged table core.staged_group_members (
  structure text not null, kind text not null, source_key text not null, key text not null,
  role text not null, subjects text[] not null, starts_on date,
  primary key (structure, kind, source_key, key)
);
create unlogged table core.staged_guardianships (
  structure text not null, guardian text not null, student text not null, kinship text not null,
  legal boolean not null, in_charge boolean not null, contact boolean not null, financial boolean not null,
  payment boolean not null,
  primary key (structure, guardian, student)
);
create index on core.accounts (rtrim(identifier, '0123456789'));
`

const TABLES = [
  'structures',
  'people',
  'functions',
  'groups',
  'places',
  'links',
  'members',
  'group_members',
  'guardianships',
].map((name) => `core.staged_${name}`)

/** Tables that an import fills, and of which it then tells the planner. */
const FILLED = [
  'accounts',
  'person_keys',
  'members',
  'groups',
  'group_members',
  'guardianships',
].map((name) => `core.${name}`)

/** The staging tables of the directory's imports, open to the core's own role only. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.rawQuery(STAGING)
      await db.rawQuery(
        `grant select, insert, update, delete, truncate, maintain on ${TABLES.join(', ')} to core_runtime`
      )
      await db.rawQuery(`grant maintain on ${FILLED.join(', ')} to core_runtime`)
    })
  }
}
