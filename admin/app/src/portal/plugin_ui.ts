import { plugins } from 'virtual:preau-plugins'
import { ref, type Component, type Ref } from 'vue'
import { addPluginMessages, currentLocale, i18n } from '../i18n.ts'

type Lazy<T = unknown> = () => Promise<{ default: T }>

/** The page half of a plugin, as `defineUi` hands it over. */
export interface PluginUi {
  pages: Record<string, Lazy<Component>>
  components?: Record<string, Lazy<Component>>
  messages: Record<string, Lazy | undefined>
}

const loaded = new Map<string, Promise<PluginUi>>()

async function load(id: string): Promise<PluginUi> {
  const entry = plugins[id]
  if (!entry) throw new Error(`the pages of "${id}" are not in this build`)
  const ui = (await entry()).default
  const wanted = new Set(['fr', currentLocale()] as const)
  await Promise.all(
    [...wanted].map(async (locale) => {
      const messages = await ui.messages[locale]?.()
      if (messages) addPluginMessages(id, locale, messages.default)
    })
  )
  return ui
}

/** The pages of a plugin, with its sentences; asked once, and again after a failure. */
export function pluginUi(id: string): Promise<PluginUi> {
  let promise = loaded.get(id)
  if (!promise) {
    promise = load(id)
    promise.catch(() => loaded.delete(id))
    loaded.set(id, promise)
  }
  return promise
}

/** Whether this build has the pages of a plugin. */
export const hasUi = (id: string): boolean => plugins[id] !== undefined

/** The name of a plugin whose pages are in this build, whether or not it is on: its id until its sentences are there. */
export function usePluginName(id: string): Ref<string> {
  const name = ref(id)
  pluginUi(id).then(
    () => (name.value = i18n.global.t(`plugins.${id}.name`)),
    // without its sentences it is still named
    () => undefined
  )
  return name
}
