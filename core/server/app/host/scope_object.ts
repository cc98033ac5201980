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
import { say, type Locale } from '#app/locales'
import { abilityOf, grantsOf } from '#app/permissions/rules'
import { conditionSql } from '#app/permissions/to_sql'
import { asPlugin, pluginRole } from '#app/scope/index'
import type { SchoolActivations } from './activation_cache.ts'
import { isOpenTo } from './gate.ts'
import { loadedInRange, namedBy, type LoadedPlugin } from './registry.ts'
import { noticesOf } from './scope_notices.ts'
import { outboxOf } from './scope_outbox.ts'
import { filesOf } from './scope_files.ts'

/** What a scope's object is made of; nothing here is read again while it lives. */
export interface ScopeParts {
  plugin: LoadedPlugin
  school: SchoolRef
  /** Null in jobs, listeners and hooks. */
  member: MemberRef | null
  activations: SchoolActivations
  write: boolean
  /** Whether the caller gave his password again a few minutes ago. @default false */
  proved?: boolean
  /** The caller's language. */
  locale: Locale
  logger: HttpContext['logger']
  signal: AbortSignal
}

const MOST_GROUPS = 500

/** The object by which a plugin reaches the host: the same for a request, a job, a listener or a service. */
export function scopeObject(parts: ScopeParts): Scope {
  const { plugin, school, member, activations, locale, logger, signal, proved = false } = parts
  const { manifest } = plugin
  const settings = activations.modules.get(manifest.id)?.settings ?? {}
  return {
    school,
    member,
    proved,
    settings,
    logger,
    signal,
    clock: { now: () => new Date() },
    directory: { groups, members },
    say: (key, values) => say(manifest.id, locale, key, values),
    files: filesOf(manifest, { schoolId: school.id, memberId: member?.id ?? null }),
    ...rightsOf(manifest, { settings, member }),
    service: (name) => serviceOf(parts, name),
    ...outboxOf(manifest),
    ...noticesOf(manifest, member),
  }
}

/** What whoever asks may do here: nothing, where nobody asks. */
function rightsOf(
  manifest: PluginManifest,
  { settings, member }: { settings: Record<string, unknown>; member: MemberRef | null }
): Pick<Scope, 'can' | 'authorize' | 'restrict'> {
  const ability = abilityOf(grantsOf(manifest, settings), member?.profiles ?? [])
  const subjectOf = (permission: string) =>
    declarationOf(manifest, permission).subject ?? permission
  const condition = (permission: string) => conditionSql(ability, permission, subjectOf(permission))
  const can = async (permission: string, id?: string): Promise<boolean> => {
    const subject = subjectOf(permission)
    if (!ability.can(permission, subject)) return false
    if (id === undefined) return true
    return (await db.from(subject).where('id', id).whereRaw(condition(permission)).first()) !== null
  }
  return {
    can,
    async authorize(permission, id) {
      if (!(await can(permission))) throw new Failure('E_FORBIDDEN', 403)
      if (id !== undefined && !(await can(permission, id))) throw new Failure('E_NOT_FOUND', 404)
    },
    restrict(query, permission) {
      query.whereRaw(condition(permission))
      return query
    },
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

/**
 * Another plugin's service behind its own gate and role; `undefined` when that plugin is not open here.
 * @throws Error when the caller's manifest does not name the service's plugin
 */
function serviceOf<S extends keyof PluginServices>(
  parts: ScopeParts,
  name: S
): PluginServices[S] | undefined {
  const { plugin, activations, member, write } = parts
  const [owner = ''] = String(name).split('.', 1)
  const range = namedBy(plugin.manifest)[owner]
  if (range === undefined)
    throw new Error(
      `service: '${name}' belongs to '${owner}', which ${plugin.manifest.id} names neither in requires nor in optional`
    )
  const other = loadedInRange(owner, range)
  const asker = { profiles: member?.profiles ?? [], write, now: new Date() }
  if (!other || !isOpenTo(activations.modules.get(owner), asker)) return undefined
  const offered = other.server.services?.(scopeObject({ ...parts, plugin: other }))[name]
  return offered && underRole(offered, pluginRole(owner))
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
