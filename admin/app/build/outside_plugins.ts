import type { Plugin } from 'vite'
import type { PluginFolder } from './plugin_folders.ts'

/** What the application brings: a plugin that has its own copy is given the application's all the same. */
const BROUGHT =
  /^(?:@preau\/(?:kit|ui|client)|@nuxt\/ui|@tanstack\/vue-query|vue|vue-router|vue-i18n)(?:\/|$)/
const STYLES = /\/styles\/main\.css$/

/** Lets plugins that are not of this checkout find the application's libraries and styles. */
export function outsidePlugins(plugins: readonly PluginFolder[], app: string): Plugin {
  const outside = plugins.filter(({ own }) => !own).map(({ folder }) => folder)
  const isOutside = (file: string) => outside.some((folder) => file.startsWith(`${folder}/`))
  return {
    name: 'preau:outside-plugins',
    enforce: 'pre',
    config: () => ({ server: { fs: { allow: [app, ...outside] } } }),
    resolveId(source, importer, options) {
      if (!importer || !BROUGHT.test(source) || !isOutside(importer)) return
      return this.resolve(source, `${app}/admin/app/src/main.ts`, { ...options, skipSelf: true })
    },
    transform(code, id) {
      if (!outside.length || !STYLES.test(id)) return
      const sources = outside.map((folder) => `@source "${folder}/ui/**/*.{vue,ts}";`)
      return { code: `${code}\n${sources.join('\n')}\n`, map: null }
    },
  }
}
