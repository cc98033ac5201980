import type { PermissionOf, PluginManifest } from './manifest.ts'
import type { ConditionTarget, Scope } from './scope.ts'

/** Restricts a list to what the member may see: `accessibleBy(scope, 'actualites.read', News.query())`. */
export function accessibleBy<M extends PluginManifest, Q extends ConditionTarget>(
  scope: Scope<M>,
  permission: PermissionOf<M>,
  query: Q
): Q {
  return scope.restrict(query, permission)
}
