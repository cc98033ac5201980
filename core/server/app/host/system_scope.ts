import logger from '@adonisjs/core/services/logger'
import type { SchoolRef, Scope } from '@preau/kit/server'
import type { Locale } from '#app/locales'
import { pluginRole, withScope } from '#app/scope/index'
import { activationsOf } from './activation_cache.ts'
import { lockedWith, type LoadedPlugin } from './registry.ts'
import { scopeObject } from './scope_object.ts'

/** A transaction of a plugin in a school, in which nobody asks. */
export interface SystemScope {
  plugin: LoadedPlugin
  school: SchoolRef
  signal: AbortSignal
  /** Whether it first looks that the plugin is on: no for what the host owes to people, on or off. */
  gated: boolean
  /** @default false */
  readOnly?: boolean
  /** The run of a job whose row goes with it. */
  take?: string
}

/** Opens a scope of a plugin for the host's own ends: a job, an export, an erasure. */
export async function withSystemScope<T>(
  { plugin, school, signal, gated, readOnly = false, take }: SystemScope,
  work: (scope: Scope) => Promise<T>
): Promise<T> {
  const activations = await activationsOf(school.id)
  const entry = {
    kind: 'school' as const,
    schoolId: school.id,
    memberId: null,
    role: pluginRole(plugin.manifest.id),
    readOnly,
    locks: gated ? lockedWith(plugin.manifest.id) : [],
    ...(take ? { take } : {}),
  }
  const locale: Locale = school.locale === 'en' ? 'en' : 'fr'
  const write = !readOnly
  const parts = { plugin, school, member: null, activations, write, locale, logger, signal }
  return withScope(entry, () => work(scopeObject(parts)))
}
