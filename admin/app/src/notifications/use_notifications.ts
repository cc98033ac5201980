import type { Notification } from '@preau/client'
import { UNREAD_KEY, useLiveLook } from '@preau/ui'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '../api.ts'

const KEY = ['notifications']
/** Milliseconds over which the pages of a school that are told together ask, so that they do not all at once. */
const SPREAD = 1500

/** How many notifications are unread, kept fresh by what the server says. */
export function useUnread() {
  const client = useQueryClient()
  const query = useQuery({ queryKey: UNREAD_KEY, queryFn: () => api.unread() })
  useLiveLook('notifications', () => void client.invalidateQueries({ queryKey: KEY }), SPREAD)
  return query
}

/** A page of notifications, newest first. */
export const useNotifications = (page: Ref<number>, unread: Ref<boolean>) =>
  useQuery({
    queryKey: computed(() => [...KEY, 'list', page.value, unread.value]),
    queryFn: () => api.notifications(page.value, unread.value),
    placeholderData: (before) => before,
  })

/** The two ways of marking as read; the bell and the lists follow. */
export function useMark() {
  const client = useQueryClient()

  async function after(unread: number): Promise<void> {
    client.setQueryData(UNREAD_KEY, unread)
    await client.invalidateQueries({ queryKey: [...KEY, 'list'] })
  }

  return {
    /** What fails here is only that it stays unread. */
    read: ({ id, read }: Notification) =>
      read ? undefined : api.markRead([id]).then(after, () => undefined),
    all: async (until: string) => after(await api.markAllRead(until)),
  }
}
