import { createMongoAbility, type MongoAbility } from '@casl/ability'
import { PROFILES, type PermissionDeclaration, type PluginManifest, type Profile } from '@preau/kit'

/** A permission as a school grants it now. */
export interface Grant {
  /** With the plugin's id: `actualites.read`. */
  id: string
  declaration: PermissionDeclaration
  profiles: readonly Profile[]
}

/** The grants of a school: the manifest's defaults, narrowed by the school's settings where they say so. */
export function grantsOf(manifest: PluginManifest, settings: Record<string, unknown>): Grant[] {
  return Object.entries(manifest.permissions).map(([key, declaration]) => {
    const wished = declaration.narrowedBy ? settings[declaration.narrowedBy] : undefined
    const profiles = Array.isArray(wished)
      ? declaration.grantedTo.filter((profile) => wished.includes(profile))
      : declaration.grantedTo
    return { id: `${manifest.id}.${key}`, declaration, profiles }
  })
}

/** Whether somebody of these profiles holds the grant, whatever the row. */
export function holds(grant: Grant, profiles: readonly Profile[]): boolean {
  return grant.profiles.some((profile) => profiles.includes(profile))
}

/**
 * The CASL ability of a set of profiles. Conditions are not values but names
 * (`$member`, `$groups`, …), which SQL answers from the scope's settings: the
 * same rules serve everybody of these profiles, and no id enters a statement.
 */
export function abilityOf(grants: readonly Grant[], profiles: readonly Profile[]): MongoAbility {
  const rules = grants
    .filter((grant) => holds(grant, profiles))
    .map(({ id, declaration }) => ({
      action: id,
      subject: declaration.subject ?? id,
      ...conditionsOf(declaration),
    }))
  return createMongoAbility(rules)
}

function conditionsOf({ relation, columns = {} }: PermissionDeclaration) {
  const named = {
    school: undefined,
    own: [columns.owner, '$member'],
    group: [columns.group, '$groups'],
    child: [columns.student, '$children'],
    audience: [columns.audience, '$audience'],
  }[relation]
  if (!named) return {}
  const [column, value] = named
  if (!column) throw new Error(`permission: relation '${relation}' names no column`)
  return { conditions: { [JSON.stringify(column)]: value } }
}

/** The profiles, in the order in which they are shown. */
export function inOrder(profiles: readonly Profile[]): Profile[] {
  return PROFILES.filter((profile) => profiles.includes(profile))
}
