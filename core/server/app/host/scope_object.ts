import type { HttpContext } from '@adonisjs/core/http'
import type { PluginManifest, Profile } from '@preau/kit'
import type {
  DirectoryGroup,
  DirectoryMember,
  PluginServices,
  SchoolRef,
  MemberRef,
  Scope,
} from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { Failure } from '#app/failure'
import { abilityOf, grantsOf } from '#app/permissions/rules'
import { conditionSql } from '#app/permissions/to_sql'
import { asPlugin, pluginRole } from '#app/scope/index'
import type { SchoolActivations } from './activation_cache.ts'
import { isOpenTo } from './gate.ts'
import { loadedPlugins, type LoadedPlugin } from './registry.ts'
import { noticesOf } from './scope_notices.ts'
import { outboxOf } from './scope_outbox.ts'

/** What a scope's object is made of; nothing here is read again while it lives. */
export interface ScopeParts {
  plugin: LoadedPlugin
  school: SchoolRef
  /** Null in jobs, listeners and hooks. */
  member: MemberRef | null
  activations: SchoolActivations
  write: boolean
  logger: HttpContext['logger']
  signal: AbortSignal
}

const MOST_GROUPS = 500

/** The object by which a plugin reaches the host: the same for a request, a job, a listener or a service. */
export function scopeObject(parts: ScopeParts): Scope {
  const { plugin, school, member, activations, logger, signal } = parts
  const { manifest } = plugin
  const settings = activations.modules.get(manifest.id)?.settings ?? {}
  const ability = abilityOf(grantsOf(manifest, settings), member?.profiles ?? [])
  const subjectOf = (permission: string) =>
    declarationOf(manifest, permission).subject ?? permission
  const condition = (permission: string) => conditionSql(ability, permission, subjectOf(permission))
  const can = async (permission: string, id?: string): Promise<boolean> => {
    if (!ability.can(permission, subjectOf(permission))) return false
    if (id === undefined) return true
    const row = await db
      .from(subjectOf(permission))
      .where('id', id)
      .whereRaw(condition(permission))
      .first()
    return row !== null
  }
  return {
    school,
    member,
    settings,
    logger,
    signal,
    clock: { now: () => new Date() },
    directory: { groups, members },
    can,
    async authorize(permission, id) {
      if (!(await can(permission))) throw new Failure('E_FORBIDDEN', 403)
      if (id !== undefined && !(await can(permission, id))) throw new Failure('E_NOT_FOUND', 404)
    },
    restrict(query, permission) {
      query.whereRaw(condition(permission))
      return query
    },
    service: (name) => serviceOf(parts, name),
    ...outboxOf(manifest),
    ...noticesOf(manifest, member),
  }
}

function declarationOf(manifest: PluginManifest, permission: string) {
  const declaration = manifest.permissions[permission.slice(manifest.id.length + 1)]
  if (!declaration) throw new Error(`permission: '${permission}' is not declared by ${manifest.id}`)
  return declaration
}

async function groups(): Promise<DirectoryGroup[]> {
  return db
    .from('core_api.groups')
    .select('id', 'name', 'kind')
    .orderBy(['kind', 'name'])
    .limit(MOST_GROUPS)
}

async function members(ids: readonly string[]): Promise<DirectoryMember[]> {
  const rows: { id: string; display_name: string; profile: Profile }[] = await db
    .from('core_api.members')
    .select('id', 'display_name', 'profile')
    .whereIn('id', [...ids])
  return rows.map(({ id, profile, display_name }) => ({ id, profile, displayName: display_name }))
}

/** Another plugin's service behind its own gate and role; `undefined` when nobody open here offers it. */
function serviceOf<S extends keyof PluginServices>(
  parts: ScopeParts,
  name: S
): PluginServices[S] | undefined {
  const { activations, member, write } = parts
  for (const other of loadedPlugins()) {
    if (!other.server.services) continue
    const activation = activations.modules.get(other.manifest.id)
    if (!isOpenTo(activation, { profiles: member?.profiles ?? [], write, now: new Date() }))
      continue
    const offered = other.server.services(scopeObject({ ...parts, plugin: other }))[name]
    if (offered) return underRole(offered, pluginRole(other.manifest.id))
  }
  return undefined
}

/** Each method of a service runs under its own plugin's role, in a savepoint of the caller's transaction. */
function underRole<T extends object>(service: T, role: string): T {
  return new Proxy(service, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) =>
        asPlugin(role, async () => await Reflect.apply(member, target, args))
    },
  })
}
