import type { Http, SchoolPortal } from '@preau/client'
import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import { useI18n } from 'vue-i18n'

/** What the host gives to a page or a widget of a plugin. */
export interface PluginScope {
  plugin: string
  portal: ComputedRef<SchoolPortal>
  /** All of one's schools, this one among them. */
  schools: ComputedRef<SchoolPortal[]>
  http: Http
  /** Parts of the address, for a page whose path has some: `:id`. */
  params: ComputedRef<Record<string, string>>
}

export const PLUGIN_SCOPE: InjectionKey<PluginScope> = Symbol('preau.plugin-scope')

/** What the host gave to this page or widget. @throws outside of one */
export function usePluginScope(): PluginScope {
  const scope = inject(PLUGIN_SCOPE)
  if (!scope) throw new Error('outside of a page or a widget of a plugin: nothing to inject')
  return scope
}

/** The school whose page this is, who one is there, and all of one's schools where this plugin is open. */
export function useSchool() {
  const { plugin, portal, schools } = usePluginScope()
  const has = ({ pages }: SchoolPortal) => pages.some((page) => page.plugin === plugin)
  return {
    school: computed(() => portal.value.school),
    member: computed(() => portal.value.member),
    schools: computed(() => schools.value.filter(has).map(({ school }) => school)),
  }
}

/** Says whether a permission (`actualites.publish`) is held here; the server decides in the end. */
export function useCan(): (permission: string) => boolean {
  const { portal } = usePluginScope()
  return (permission) => portal.value.permissions.includes(permission)
}

type Calls = Pick<Http, 'get' | 'post' | 'put' | 'delete' | 'download'> & { key: string[] }

/** Calls to this plugin's own routes in this school: `/news` is `/api/schools/:uai/p/:plugin/news`. */
export function usePluginApi(): Calls {
  const { plugin, portal, http } = usePluginScope()
  const uai = portal.value.school.uai
  return callsTo(http, `/api/schools/${uai}/p/${plugin}`, ['plugin', uai, plugin])
}

/** Calls to this plugin's routes of persons, over what is one's own: `/traces` is `/api/me/p/:plugin/traces`. */
export function usePersonApi(): Calls {
  const { plugin, http } = usePluginScope()
  return callsTo(http, `/api/me/p/${plugin}`, ['plugin', 'me', plugin])
}

function callsTo(http: Http, base: string, key: string[]): Calls {
  const at = (path: string) => `${base}${path}`
  return {
    key,
    get: (path, query, signal) => http.get(at(path), query, signal),
    post: (path, body) => http.post(at(path), body),
    put: (path, body) => http.put(at(path), body),
    delete: (path) => http.delete(at(path)),
    download: (path, body) => http.download(at(path), body),
  }
}

/** The plugin's own sentences: `t('ui.list.title')` reads `locales/<locale>.json` of the plugin. */
export function usePluginI18n() {
  const { plugin } = usePluginScope()
  const { t, locale } = useI18n()
  return {
    locale,
    t: (key: string, values: Record<string, unknown> = {}) => t(`plugins.${plugin}.${key}`, values),
  }
}

function fill(pattern: string, params: Record<string, string>): string {
  return pattern.replace(/:(\w+)\??/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

/** Addresses inside this plugin, by path as the manifest writes it (`:id/modifier`). */
export function usePluginRoute() {
  const { plugin, portal, params } = usePluginScope()
  const router = useRouter()
  const here = portal.value.school.uai
  const linkIn = (
    uai: string,
    pattern: string,
    values: Record<string, string> = {},
    query?: Record<string, string>
  ): RouteLocationRaw => ({
    path: [`/e/${uai}/${plugin}`, fill(pattern, values)].filter(Boolean).join('/'),
    query,
  })
  const link = (
    pattern: string,
    values?: Record<string, string>,
    query?: Record<string, string>
  ): RouteLocationRaw => linkIn(here, pattern, values, query)
  return {
    params,
    link,
    /** In another of one's schools. */
    linkIn,
    go: (...to: Parameters<typeof link>) => router.push(link(...to)),
  }
}
