import semver from 'semver'

/** What this Préau is, for a plugin: the form of an id, and the kit's version. */
export interface KitHere {
  id: RegExp
  version: string
}

/** Why a package cannot be a plugin of this version of Préau, in a part of a sentence; `undefined` when it can. */
export function whyIncompatible(
  { id, kit }: { id: string; kit: string },
  here: KitHere
): string | undefined {
  if (!here.id.test(id)) return `« ${id} » is not a plugin's id`
  if (!kit) return 'it names no range of @preau/kit'
  if (!semver.satisfies(here.version, kit))
    return `it asks for @preau/kit ${kit}, this is ${here.version}`
  return undefined
}
