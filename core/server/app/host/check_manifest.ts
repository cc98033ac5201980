import type { PluginManifest } from '@preau/kit'

/** The extension points that the core opens. */
const CORE_SLOTS: readonly string[] = ['home.widgets/v1']
/** No point nor colon: with either it could be another plugin’s, or a listener’s. */
const KEY = /^[a-z][\w-]*$/i
const PATH = /^(?:[\w:?-]+(?:\/[\w:?-]+)*)?$/

/**
 * Looks at what the compiler cannot hold a package to: keys without a prefix, hence its own; pages, permissions
 * and extension points that exist. @throws with the reason, in a part of a sentence
 */
export function checkManifest(manifest: PluginManifest): void {
  const { permissions, pages = {}, jobs = {}, files = {}, notifications = {} } = manifest
  const { reportable = {} } = manifest
  const families = { permissions, pages, jobs, notifications, reportable }
  for (const [family, keys] of Object.entries(families))
    for (const key of Object.keys(keys))
      if (!KEY.test(key))
        throw new Error(`its ${family} name « ${key} », which is not a key of its own`)
  const wished = [
    ...Object.values(pages),
    ...contributionsOf(manifest),
    ...Object.values(files),
    ...Object.values(reportable),
  ]
  for (const { permission } of wished)
    if (permission !== undefined && !Object.hasOwn(permissions, permission))
      throw new Error(`it asks for « ${permission} », which is none of its permissions`)
  for (const { path } of Object.values(pages))
    if (!PATH.test(path)) throw new Error(`« ${path} » is not the path of a page`)
  for (const { page } of manifest.contributes?.nav ?? [])
    if (!Object.hasOwn(pages, page))
      throw new Error(`its menu names « ${page} », which is no page of it`)
  for (const slot of manifest.opens ?? [])
    if (!slot.startsWith(`${manifest.id}.`))
      throw new Error(`it opens « ${slot} », which does not begin with its id`)
  for (const { slot } of manifest.contributes?.slots ?? []) checkSlot(manifest, slot)
}

function contributionsOf({ contributes }: PluginManifest): readonly { permission?: string }[] {
  return [...(contributes?.nav ?? []), ...(contributes?.slots ?? [])]
}

/** A slot is the core's, or of a plugin that the manifest names: that one may be absent. */
function checkSlot({ id, requires, optional }: PluginManifest, slot: string): void {
  const owner = slot.split('.')[0] ?? ''
  const named = [id, ...Object.keys({ ...requires, ...optional })]
  if (!CORE_SLOTS.includes(slot) && !named.includes(owner))
    throw new Error(`« ${slot} » is an extension point that nobody opens`)
}
