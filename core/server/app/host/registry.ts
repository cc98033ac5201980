import { join } from 'node:path'
import semver from 'semver'
import type { PluginManifest } from '@preau/kit'
import type { ServerDefinition } from '@preau/kit/server'
import env from '#start/env'
import { coreQuery } from '#app/core_query'
import { hasMessage, loadLocales, rememberNames } from '#app/locales'
import { pagesLeftOut } from './about.ts'
import { checkManifest } from './check_manifest.ts'
import { discoverPlugins, type PluginPackage } from './discovery.ts'
import { entryOf } from './entry.ts'
import { notingStrays } from './strays.ts'

/** A plugin that is loaded and ready to serve. */
export interface LoadedPlugin {
  package: PluginPackage
  manifest: PluginManifest
  server: ServerDefinition<PluginManifest>
}

/** A plugin that is there and does not serve, with the reason. */
export interface BrokenPlugin {
  package: Pick<PluginPackage, 'id' | 'version'>
  /** `missing`: its code is no longer there, what schools keep in it is. */
  status: 'incompatible' | 'failed' | 'missing'
  reason: string
}

const loaded = new Map<string, LoadedPlugin>()
const broken = new Map<string, BrokenPlugin>()

/**
 * Imports every plugin, once for the process. One that does not load is marked,
 * and the others go on: nothing that a plugin throws at import leaves here.
 */
export async function loadPlugins(extra?: string): Promise<void> {
  loaded.clear()
  broken.clear()
  for (const one of discoverPlugins(extra)) {
    try {
      // first: one that does not load has a name all the same
      loadLocales(one.id, join(one.folder, 'locales'))
      if (one.incompatible)
        broken.set(one.id, { package: one, status: 'incompatible', reason: one.incompatible })
      else loaded.set(one.id, await notingStrays(one.id, () => importPlugin(one)))
    } catch (error) {
      markFailed(one, error)
    }
  }
  for (const { package: one } of loadedPlugins().filter(needsItself))
    markFailed(one, new Error('it requires itself, through what it requires'))
}

async function importPlugin(one: PluginPackage): Promise<LoadedPlugin> {
  const part = (path: string): Promise<{ default: unknown }> => import(entryOf(one, path))
  const plugin = (await part('.')).default as { manifest?: PluginManifest } | undefined
  const manifest = plugin?.manifest
  if (!manifest) throw new Error('its plugin.ts exports no definePlugin({…}) by default')
  if (manifest.id !== one.id)
    throw new Error(`its manifest says « ${manifest.id} », its package.json « ${one.id} »`)
  checkManifest(manifest)
  const server = (await part('./server')).default as ServerDefinition<PluginManifest>
  for (const kind of Object.keys(manifest.notifications ?? {}))
    for (const key of [`notifications.${kind}.title`, `notifications.${kind}.text`])
      if (!hasMessage(one.id, key)) throw new Error(`its locales/fr.json has no « ${key} »`)
  return { package: one, manifest, server }
}

/**
 * Takes out of service the plugins whose migrations did not pass: their tables are not what their code
 * expects; and names those whose code is gone.
 */
export async function leaveOutUnmigrated(): Promise<void> {
  const rows = await coreQuery<Recorded>(
    'select id, version, status, reason, names from core.plugins'
  )
  for (const row of rows) if (row.status === 'missing') markMissing(row)
  // While one develops, pages are served from their sources.
  if (env.get('NODE_ENV') !== 'development') leaveOutWithoutPages()
  for (const { package: one } of loadedPlugins()) {
    const migrated = rows.find(({ id }) => id === one.id)
    if (migrated?.status === 'installed') continue
    markFailed(one, migrated?.reason || 'its migrations have not been run')
  }
}

function leaveOutWithoutPages(): void {
  for (const { id, why } of pagesLeftOut()) {
    const one = loaded.get(id)
    if (one) markFailed(one.package, new Error(`its pages do not build: ${why}`))
  }
}

interface Recorded {
  id: string
  version: string
  status: string
  reason: string
  names: Record<string, string>
}

function markMissing({ id, version, names }: Recorded): void {
  if (loaded.has(id) || broken.has(id)) return
  rememberNames(id, names)
  const reason = 'its code is no longer installed; what schools keep in it is'
  broken.set(id, { package: { id, version }, status: 'missing', reason })
}

/** Takes a plugin out of service for this process. */
export function markFailed(one: PluginPackage, error: unknown): void {
  loaded.delete(one.id)
  const reason = error instanceof Error ? error.message : String(error)
  broken.set(one.id, { package: one, status: 'failed', reason: reason.slice(0, 500) })
}

export function loadedPlugin(id: string): LoadedPlugin | undefined {
  return loaded.get(id)
}

/** The plugins that serve, in order of id. */
export function loadedPlugins(): LoadedPlugin[] {
  return [...loaded.values()]
}

/** A plugin that serves, in a version that another asks for. */
export function loadedInRange(id: string, range: string): LoadedPlugin | undefined {
  const found = loaded.get(id)
  return found && semver.satisfies(found.package.version, range) ? found : undefined
}

/** The plugins that a manifest names, needed or not, with the versions it asks for. */
export function namedBy({ requires = {}, optional = {} }: PluginManifest): Record<string, string> {
  return { ...optional, ...requires }
}

/** A plugin and all whose services it may reach, one through another, in order of id. */
export function lockedWith(id: string): string[] {
  return [...reached(id, namedBy)].filter((one) => loaded.has(one)).sort()
}

function needsItself({ manifest }: LoadedPlugin): boolean {
  const needed = Object.keys(manifest.requires ?? {})
  return needed.some((id) => reached(id, ({ requires = {} }) => requires).has(manifest.id))
}

/** A plugin and those that it names, that these name, and so on. */
function reached(id: string, names: (manifest: PluginManifest) => object): Set<string> {
  const found = new Set([id])
  for (const one of found) {
    const manifest = loaded.get(one)?.manifest
    if (manifest) for (const other of Object.keys(names(manifest))) found.add(other)
  }
  return found
}

export function brokenPlugins(): BrokenPlugin[] {
  return [...broken.values()]
}
