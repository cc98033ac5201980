import { useQueryClient } from '@tanstack/vue-query'
import { watch } from 'vue'
import { usePluginScope, useSchool } from './plugin_scope.ts'

/** Under which the number of unread notifications is kept. */
export const UNREAD_KEY = ['notifications', 'unread'] as const

/** Whoever sees an object on its own page has seen what he was told of it: marks it as read, once the id is known. */
export function useSeen(object: () => string | undefined): void {
  const client = useQueryClient()
  const { plugin, http } = usePluginScope()
  const { school } = useSchool()

  watch(
    object,
    async (id) => {
      const known = client.getQueryData<number>(UNREAD_KEY)
      if (!id || known === 0) return
      const seen = { uai: school.value.uai, plugin, object: id }
      const { unread } = await http.post<{ unread: number }>('/api/me/notifications/read', seen)
      client.setQueryData(UNREAD_KEY, unread)
    },
    { immediate: true }
  )
}
