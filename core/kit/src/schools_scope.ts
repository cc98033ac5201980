import type { HttpContext } from '@adonisjs/core/http'
import type { PluginManifest } from './manifest.ts'
import type { PersonMember } from './person_scope.ts'
import type { MemberScope } from './scope.ts'

/** A plugin's reach over all the schools of a person, to read one list of what stands in each. */
export interface SchoolsScope<M extends PluginManifest = PluginManifest> {
  /** His current schools where the plugin is open to him and he holds the route's permission: one at least. */
  readonly members: readonly PersonMember<M>[]
  /** Aborted when the request is given up. */
  readonly signal: AbortSignal
  /**
   * Runs `read` in each of those schools, one after the other, in a scope of that school alone which writes
   * nothing. What one of them throws ends the whole.
   * @returns what each answered, in the order of `members`
   */
  eachSchool<T>(read: (scope: MemberScope<M>) => Promise<T>): Promise<T[]>
}

/** An HTTP context inside a plugin's readings over all the schools of a person. */
export type SchoolsContext<M extends PluginManifest = PluginManifest> = HttpContext & {
  scope: SchoolsScope<M>
}
