import type { HttpContext } from '@adonisjs/core/http'
import type { Logger } from '@adonisjs/core/logger'
import type { ScopeFiles } from './files.ts'
import type { PermissionOf, PluginManifest } from './manifest.ts'
import type { DirectoryGroup, DirectoryMember, MemberRef, SchoolRef } from './scope.ts'

/** Who somebody is in one of his schools where the plugin is open to him. */
export interface PersonMember<M extends PluginManifest = PluginManifest> {
  readonly school: SchoolRef
  readonly member: MemberRef
  /** The plugin's permissions that he holds there. */
  readonly permissions: readonly PermissionOf<M>[]
}

/** The files of the person's own rows; those who read what he shares see them by `scope.files.listShared`. */
export type PersonFiles<M extends PluginManifest = PluginManifest> = Pick<
  ScopeFiles<M>,
  'attach' | 'set' | 'list' | 'listMany' | 'remove' | 'show'
>

/** As much of a school's directory as an act on it needs: the school is one of `members`, by its UAI. */
export interface PersonDirectory {
  /** The members of the school with these ids who are still there; unknown ids are left out. @throws E_NOT_FOUND (404) */
  members(uai: string, ids: readonly string[]): Promise<DirectoryMember[]>
  /** The groups to which the person belongs there. @throws E_NOT_FOUND (404) */
  myGroups(uai: string): Promise<DirectoryGroup[]>
}

/**
 * A plugin's reach on what is a person's own, whatever his schools: one account, one plugin, one
 * transaction. Nothing of any school is seen in it but his own memberships.
 */
export interface PersonScope<M extends PluginManifest = PluginManifest> {
  readonly account: { readonly id: string; readonly name: string }
  /** His current schools where the plugin is open to him: one at least. */
  readonly members: readonly PersonMember<M>[]
  readonly files: PersonFiles<M>
  readonly directory: PersonDirectory
  readonly logger: Logger
  readonly clock: { now(): Date }
  /** Aborted when the request is given up. */
  readonly signal: AbortSignal
  /** As `Scope.say`. */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
  /**
   * Who he is in the school of that UAI, for an act on it: a share.
   * @throws E_NOT_FOUND (404) when it is none of `members`, E_FORBIDDEN (403) when the permission is not held there
   */
  memberOf(uai: string, permission: PermissionOf<M>): PersonMember<M>
}

/** A file of the person's own rows, as his archive holds it. */
export interface ArchivedFile {
  readonly id: string
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string
  /** From the plugin's folder in the archive. */
  readonly path: string
  /** The row that it hangs on. */
  readonly object: { readonly table: string; readonly id: string }
}

/** An HTTP context inside a plugin's routes of persons. */
export type PersonContext<M extends PluginManifest = PluginManifest> = HttpContext & {
  scope: PersonScope<M>
}
