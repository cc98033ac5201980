import type { BaseSchema } from '@adonisjs/lucid/schema'

type Migration = new (...args: ConstructorParameters<typeof BaseSchema>) => BaseSchema

/** What stands outside of a plugin's schema: relations with their walls and rights, functions, policies, triggers, schemas. */
const OUTSIDE = `
  select 'relation ' || n.nspname || '.' || c.relname as thing,
    md5(concat_ws('|', c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl::text,
      (select string_agg(concat_ws(':', a.attname, a.atttypid, a.attnotnull, a.attacl::text), ',' order by a.attnum)
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      (select string_agg(concat_ws(':', p.polname, p.polcmd, p.polroles::text, p.polqual::text, p.polwithcheck::text), ',' order by p.polname)
       from pg_policy p where p.polrelid = c.oid),
      (select string_agg(concat_ws(':', t.tgname, t.tgfoid, t.tgenabled), ',' order by t.tgname)
       from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal))) as state
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in (current_schema(), 'pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%' and n.nspname not like 'pg_toast_temp%'
  union all
  select 'function ' || n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', md5(concat_ws('|', p.prosrc, p.proowner, p.prosecdef, p.proacl::text))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in (current_schema(), 'pg_catalog', 'information_schema')
  union all
  select 'schema ' || nspname, md5(concat_ws('|', nspowner, nspacl::text)) from pg_namespace
  where nspname <> current_schema() and nspname not like 'pg\\_%'`

/**
 * A plugin's migration that is undone, in its own transaction, when it has made, changed or
 * dropped anything outside of the plugin's schema.
 */
export function guarded(migration: unknown): unknown {
  const Source = migration as Migration & { disableTransactions?: boolean }
  if (Source.disableTransactions)
    throw new Error('a migration of a plugin runs in a transaction: disableTransactions is refused')
  return class extends Source {
    override async execUp() {
      const before = await outsideOf(this.db)
      const done = await super.execUp()
      const strayed = firstChange(before, await outsideOf(this.db))
      if (strayed) throw new Error(`it reaches out of its own schema: ${strayed}`)
      return done
    }
  }
}

async function outsideOf(db: BaseSchema['db']): Promise<Map<string, string>> {
  const { rows } = await db.rawQuery(OUTSIDE)
  return new Map(
    (rows as { thing: string; state: string }[]).map(({ thing, state }) => [thing, state])
  )
}

function firstChange(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>
): string | undefined {
  for (const [thing, state] of after) if (before.get(thing) !== state) return thing
  for (const thing of before.keys()) if (!after.has(thing)) return thing
  return undefined
}
