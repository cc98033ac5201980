import type { PluginManifest, Profile } from '@preau/kit'
import { say, type Locale } from '#app/locales'
import { grantsOf, holds } from '#app/permissions/rules'
import { activationsOf, type Activation } from '#app/host/activation_cache'
import { isOpenTo, pauseFor } from '#app/host/gate'
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
  const parts = loadedPlugins()
    .map(({ manifest }) => ({ manifest, activation: modules.get(manifest.id) }))
    .filter(({ activation }) => isOpenTo(activation, asker))
    .map(({ manifest, activation }) =>
      contributionsOf(manifest, { activation: activation!, member, locale })
    )
  const pauses = loadedPlugins().flatMap(({ manifest: { id } }) => {
    const activation = modules.get(id)
    const pause = activation?.active ? pauseFor(activation, asker) : null
    if (!pause) return []
    const { mode, until, reason } = pause
    return [{ plugin: id, name: say(id, locale, 'name'), mode, until, reason }]
  })
  const inOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
  return {
    school: { uai: school.uai, name: school.name },
    member: {
      id: member.id,
      name: member.displayName,
      profile: member.profile,
      profiles: member.profiles,
    },
    administers,
    nav: parts.flatMap(({ nav }) => nav).sort(inOrder),
    widgets: parts.flatMap(({ widgets }) => widgets).sort(inOrder),
    pages: parts.flatMap(({ pages }) => pages),
    pauses,
    permissions: parts.flatMap(({ permissions }) => permissions),
    revision: String(revision),
  }
}

interface Asking {
  activation: Activation
  member: PortalMember['member']
  locale: Locale
}

/** What one open module gives a member: only what he is permitted. */
function contributionsOf(manifest: PluginManifest, { activation, member, locale }: Asking) {
  const { id, contributes } = manifest
  const held = grantsOf(manifest, activation.settings).filter((grant) =>
    holds(grant, member.profiles)
  )
  const permitted = ({ permission }: { permission?: string }) =>
    permission === undefined || held.some((grant) => grant.id === `${id}.${permission}`)
  const pages = Object.entries(manifest.pages ?? {})
    .filter(([, page]) => permitted(page))
    .map(([page, { path }]) => ({ plugin: id, page, path }))
  const nav = (contributes?.nav ?? [])
    .filter(permitted)
    .flatMap(({ page, icon, zone, order = 100 }) => {
      const target = pages.find((one) => one.page === page)
      if (!target) return []
      const path = [id, target.path].filter(Boolean).join('/')
      return [
        { plugin: id, page, path, title: say(id, locale, `pages.${page}`), icon, zone, order },
      ]
    })
  const widgets = (contributes?.slots ?? [])
    .filter(permitted)
    .map(({ slot, component, order = 100 }) => {
      return { plugin: id, component, slot, title: say(id, locale, `widgets.${component}`), order }
    })
  return { nav, widgets, pages, permissions: held.map((grant) => grant.id) }
}
