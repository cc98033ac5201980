import { coreQuery } from '#app/core_query'
import { pluginRole } from '#app/scope/index'
import { childrenFirst } from './table_order.ts'

const MIGRATIONS = ['adonis_schema', 'adonis_schema_versions']

/** The tables of a plugin that hold rows of schools, those that point at others first: in this order they may be emptied. */
export function schoolTables(plugin: string): Promise<string[]> {
  return tablesWith(plugin, 'school_id')
}

/** The tables of a plugin that hold what is a person's own, in such an order too. */
export async function personTables(plugin: string): Promise<string[]> {
  const ofSchools = new Set(await schoolTables(plugin))
  return (await tablesWith(plugin, 'account_id')).filter((name) => !ofSchools.has(name))
}

async function tablesWith(plugin: string, column: string): Promise<string[]> {
  const schema = pluginRole(plugin)
  const tables = await coreQuery<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = ? and not a.attisdropped
     where n.nspname = ? and c.relkind in ('r', 'p') and not c.relispartition and not (c.relname = any (?::text[]))
     order by c.relname`,
    [column, schema, MIGRATIONS]
  )
  const links = await coreQuery<{ child: string; parent: string }>(
    `select c.relname as child, p.relname as parent from pg_catalog.pg_constraint k
     join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_class p on p.oid = k.confrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = ? and p.relnamespace = n.oid and p.oid <> c.oid`,
    [schema]
  )
  return childrenFirst(
    tables.map(({ name }) => name),
    links
  )
}
