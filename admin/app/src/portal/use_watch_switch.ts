import type { SchoolPortal } from '@preau/client'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { onApiFailure } from '../api.ts'
import { useRefreshPortal } from './use_portal.ts'

/** Follows whether a plugin is on for this person, while its page is open: a 404 of its routes asks the portal again. */
export function useWatchSwitch(plugin: string, portal: Ref<SchoolPortal | undefined>) {
  const refresh = useRefreshPortal()
  const wasOn = ref(false)
  const title = ref(plugin)
  const item = computed(() => portal.value?.nav.find((nav) => nav.plugin === plugin))
  const isOn = computed(() => portal.value?.pages.some((page) => page.plugin === plugin) ?? false)

  watch(
    portal,
    () => {
      if (item.value) title.value = item.value.title
      if (isOn.value) wasOn.value = true
    },
    { immediate: true }
  )

  const stop = onApiFailure((failure, path) => {
    const ours = path.includes(`/p/${plugin}/`) || path.endsWith(`/p/${plugin}`)
    if (ours && failure.code === 'E_ROUTE_NOT_FOUND') void refresh()
  })
  onScopeDispose(stop)
  return { isOn, wasOn, title }
}
