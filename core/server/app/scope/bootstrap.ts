import { createHmac } from 'node:crypto'
import type { Client } from 'pg'

/** Roles that sign in; their passwords derive from the application's key, so that no process keeps another's. */
export const LOGIN_ROLES = ['preau_app', 'core_runtime', 'preau_owner', 'preau_queue'] as const
export type LoginRole = (typeof LOGIN_ROLES)[number]

/** Roles that never sign in: owners of views, of reviewed searches, and the person's own side. */
const NOLOGIN_ROLES = ['core_api_owner', 'core_reader', 'core_person'] as const

/** One bootstrap at a time on a database. */
const BOOTSTRAP_LOCK = "hashtextextended('preau:bootstrap', 0)"

/** The password of a login role: 43 characters of base64url, the same on every machine that has the key. */
export function rolePassword(appKey: string, role: LoginRole): string {
  return createHmac('sha256', appKey).update(`preau:role:${role}`).digest('base64url')
}

/** The address of the database as one of the login roles: host, port and name are those of `adminUrl`. */
export function roleUrl(adminUrl: string, appKey: string, role: LoginRole): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = rolePassword(appKey, role)
  return url.toString()
}

/** What bootstrap could do: without a superuser `set_config` stays open, and only the host's guard stands before it. */
export interface BootstrapReport {
  superuser: boolean
}

/**
 * Creates what no migration may create: roles, schemas, extensions, the walls
 * of the database itself. Idempotent; run by the migration step, as an
 * administrator of the server, on each database (a database cloned from a
 * template does not inherit its grants).
 */
export async function bootstrap(admin: Client, appKey: string): Promise<BootstrapReport> {
  const { rows } = await admin.query<{ superuser: boolean; database: string }>(
    'select rolsuper as superuser, current_database() as database from pg_roles where rolname = current_user'
  )
  const { superuser, database } = rows[0]!
  await inTransaction(admin, async () => {
    await createRoles(admin, appKey)
    await createSchemas(admin, database)
    if (superuser) await closeSetConfig(admin)
  })
  return { superuser }
}

/** What PostgreSQL answers when two databases of one server create or alter the same role at once. */
const MET_ANOTHER = new Set(['XX000', '23505', '42710'])
const TRIES = 5

/** Advisory locks are of one database, roles of the whole server: what meets another bootstrap is tried again. */
async function inTransaction(
  admin: Client,
  work: () => Promise<void>,
  tries = TRIES
): Promise<void> {
  try {
    await admin.query('begin')
    await admin.query(`select pg_advisory_xact_lock(${BOOTSTRAP_LOCK})`)
    await work()
    await admin.query('commit')
  } catch (error) {
    await admin.query('rollback')
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (tries <= 1 || !MET_ANOTHER.has(code)) throw error
    return inTransaction(admin, work, tries - 1)
  }
}

async function createRoles(admin: Client, appKey: string) {
  for (const role of [...LOGIN_ROLES, ...NOLOGIN_ROLES]) {
    const login = (LOGIN_ROLES as readonly string[]).includes(role)
    const password = login ? ` password '${rolePassword(appKey, role as LoginRole)}'` : ''
    const found = await admin.query('select from pg_roles where rolname = $1', [role])
    const verb = found.rowCount ? 'alter' : 'create'
    const walls = verb === 'create' ? ' noinherit' : ''
    await admin.query(`${verb} role ${role} ${login ? 'login' : 'nologin'}${walls}${password}`)
  }
  await admin.query('grant core_person to preau_app with inherit false, set true')
  await admin.query('grant core_api_owner, core_reader to preau_owner with inherit false, set true')
  await admin.query('grant preau_owner, core_api_owner to current_user with inherit true, set true')
}

async function createSchemas(admin: Client, database: string) {
  const name = `"${database.replaceAll('"', '""')}"`
  await admin.query(`
    revoke all on database ${name} from public;
    grant connect on database ${name} to preau_app, core_runtime, preau_owner, preau_queue;
    grant create on database ${name} to preau_owner;
    grant temporary on database ${name} to preau_queue;
    revoke all on schema public from public;
    create schema if not exists core authorization preau_owner;
    create schema if not exists core_api authorization preau_owner;
    create schema if not exists extensions authorization preau_owner;
    grant usage, create on schema core_api to core_api_owner, core_reader;
    grant usage on schema core_api to core_runtime, core_person;
    grant usage on schema core to core_runtime, core_api_owner, core_reader;
    grant usage on schema extensions to public;
    create extension if not exists unaccent schema extensions;
    create extension if not exists pg_trgm schema extensions;
    create extension if not exists btree_gin schema extensions;
    create extension if not exists fuzzystrmatch schema extensions;`)
}

/**
 * The wall R of the trials: no statement of a plugin, injected or not, may change the scope's
 * settings. BullMQ names its connections by it, in a role that reaches no school's data.
 */
async function closeSetConfig(admin: Client) {
  await admin.query(`
    revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
    grant execute on function pg_catalog.set_config(text, text, boolean) to preau_owner, preau_queue`)
}

/** The schema and the role of a plugin: `cahier-de-texte` → `plugin_cahier_de_texte`. */
export function pluginRole(id: string): string {
  return `plugin_${id.replaceAll('-', '_')}`
}

/** Creates a plugin's role and schema. Idempotent. */
export async function preparePlugin(admin: Client, id: string): Promise<void> {
  const role = pluginRole(id)
  await inTransaction(admin, async () => {
    const found = await admin.query('select from pg_roles where rolname = $1', [role])
    if (!found.rowCount) await admin.query(`create role ${role} nologin noinherit`)
    await admin.query(`
      grant ${role} to preau_app with inherit false, set true;
      create schema if not exists ${role} authorization preau_owner;
      grant usage on schema ${role}, core_api to ${role};
      grant select on core_api.members, core_api.groups, core_api.group_members, core_api.relations,
        core_api.files, core_api.my_files, core_api.quiet_hours to ${role};
      grant usage on schema ${role} to core_reader, core_runtime`)
  })
}
