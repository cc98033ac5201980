import type { Profile } from '@preau/kit'
import { say, type Locale } from '#app/locales'
import { grantsOf, holds } from '#app/permissions/rules'
import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { loadedPlugins } from '#app/host/registry'

export interface PortalMember {
  school: { id: string; uai: string; name: string }
  member: { id: string; displayName: string; profile: Profile; profiles: Profile[] }
  administers: boolean
}

/** What a member finds in a school now: navigation, widgets, pages and permissions of what is on and permitted. */
export async function schoolPortal(
  { school, member, administers }: PortalMember,
  { locale, atLeast }: { locale: Locale; atLeast: bigint }
) {
  const { modules, revision } = await activationsOf(school.id, atLeast)
  const asker = { profiles: member.profiles, write: false, now: new Date() }
  const nav = []
  const widgets = []
  const pages = []
  const permissions: string[] = []
  for (const { manifest } of loadedPlugins()) {
    const activation = modules.get(manifest.id)
    if (!isOpenTo(activation, asker)) continue
    const { id, contributes } = manifest
    const held = grantsOf(manifest, activation!.settings).filter((grant) => holds(grant, member.profiles))
    const permitted = (permission?: string) =>
      permission === undefined || held.some((grant) => grant.id === `${id}.${permission}`)
    const reachable = Object.entries(manifest.pages ?? {}).filter(([, page]) => permitted(page.permission))
    permissions.push(...held.map((grant) => grant.id))
    pages.push(...reachable.map(([page, { path }]) => ({ plugin: id, page, path })))
    for (const { page, icon, zone, order = 100, permission } of contributes?.nav ?? []) {
      const target = reachable.find(([name]) => name === page)
      if (!target || !permitted(permission)) continue
      const path = [id, target[1].path].filter(Boolean).join('/')
      nav.push({ plugin: id, page, path, title: say(id, locale, `pages.${page}`), icon, zone, order })
    }
    for (const { slot, component, order = 100, permission } of contributes?.slots ?? [])
      if (permitted(permission))
        widgets.push({ plugin: id, component, slot, title: say(id, locale, `widgets.${component}`), order })
  }
  const inOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
  return {
    school: { uai: school.uai, name: school.name },
    member: { id: member.id, name: member.displayName, profile: member.profile, profiles: member.profiles },
    administers,
    nav: nav.sort(inOrder).map(({ order: _order, ...item }) => item),
    widgets: widgets.sort(inOrder).map(({ order: _order, ...item }) => item),
    pages,
    permissions,
    revision: String(revision),
  }
}
