import type { Me, Portal, SchoolPortal } from '@preau/client'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { iconName } from '../icons.ts'
import { hasUi } from '../portal/plugin_ui.ts'

export interface NavLink {
  to: string
  title: string
  icon: string
}

export interface NavGroup {
  key: string
  title: string
  /** Index of the school's tint; none for what is of no school. */
  tint: number | undefined
  links: NavLink[]
}

/** Whether a page is the one that a link leads to, or belongs to it. */
export const isUnder = (path: string, { to }: NavLink): boolean =>
  path === to || (to !== '/' && path.startsWith(`${to}/`))

type T = (key: string) => string

function servicesOf({ school, nav }: SchoolPortal): NavLink[] {
  return nav
    .filter(({ plugin }) => hasUi(plugin))
    .map(({ path, title, icon }) => ({
      to: `/e/${school.uai}/${path.replace(/^\//, '')}`,
      title,
      icon: iconName(icon),
    }))
}

const MODERATE = ['head', 'school-life']

function steeringOf({ school, member, administers }: SchoolPortal, t: T): NavLink[] {
  const steering = `/pilotage/${school.uai}`
  const links: (NavLink | false)[] = [
    administers && { to: steering, title: t('shell.modules'), icon: 'i-lucide-layout-grid' },
    member.profiles.some((one) => MODERATE.includes(one)) && {
      to: `${steering}/signalements`,
      title: t('reports.title'),
      icon: 'i-lucide-flag',
    },
  ]
  return links.filter((link) => link !== false)
}

/** What the rail and the bar show: home, then school by school what is on and permitted. */
export function useNavigation(portal: Ref<Portal | undefined>, me: Ref<Me | undefined>) {
  const { t } = useI18n()
  const home = computed<NavLink>(() => ({
    to: '/',
    title: t('shell.home'),
    icon: 'i-lucide-house',
  }))
  const groups = computed<NavGroup[]>(() => {
    const schools = (portal.value?.schools ?? []).map((one, index) => ({
      key: one.school.uai,
      title: one.school.name,
      tint: index,
      links: [...servicesOf(one), ...steeringOf(one, t)],
    }))
    const authorities = (me.value?.authorities ?? []).map(({ id, name }) => ({
      key: id,
      title: name,
      tint: undefined,
      links: [{ to: `/collectivites/${id}`, title: t('shell.matrix'), icon: 'i-lucide-table-2' }],
    }))
    return [...schools, ...authorities].filter(({ links }) => links.length)
  })
  /** Whether the person has a place in more than one school or authority, with or without anything on. */
  const several = computed(
    () => (portal.value?.schools.length ?? 0) + (me.value?.authorities.length ?? 0) > 1
  )
  return { home, groups, several }
}
