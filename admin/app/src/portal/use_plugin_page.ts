import { shallowRef, watch, type Component, type Ref } from 'vue'
import type { PageMatch } from './match_page.ts'
import { pluginUi } from './plugin_ui.ts'

/** The component of a plugin's page, fetched when the address means it. */
export function usePluginPage(plugin: string, match: Ref<PageMatch | undefined>) {
  const component = shallowRef<Component>()
  const failure = shallowRef<unknown>()

  async function load(): Promise<void> {
    const wanted = match.value?.page
    component.value = undefined
    failure.value = undefined
    if (!wanted) return
    try {
      const ui = await pluginUi(plugin)
      const page = await ui.pages[wanted]?.()
      if (match.value?.page === wanted) component.value = page?.default
    } catch (error) {
      failure.value = error
    }
  }

  watch(() => match.value?.page, load, { immediate: true })
  return { component, failure, load }
}
