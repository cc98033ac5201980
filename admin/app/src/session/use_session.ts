import type { Me } from '@preau/client'
import { queryOptions, useQuery } from '@tanstack/vue-query'
import type { Ref } from 'vue'
import { useRouter } from 'vue-router'
import { api, http, queries } from '../api.ts'

const MINUTES = 60_000

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => api.me(),
  staleTime: 5 * MINUTES,
})

/** Who is signed in. */
export const useMe = ({ asked }: { asked?: Ref<boolean> } = {}) =>
  useQuery({ ...meQuery, enabled: asked ?? true })

/** What this site says of itself to anybody. */
export const useSite = () =>
  useQuery({ queryKey: ['site'], queryFn: () => api.site(), staleTime: Infinity })

/** Whether this tab already knows who is signed in. */

/** Forgets everything of the person who was here. */
export function forgetPerson(): void {
  const site = queries.getQueryData(['site'])
  queries.clear()
  if (site) queries.setQueryData(['site'], site)
  http.forget()
}

/** Begins a session with what the server said of the person. */
export function welcome(me: Me): void {
  forgetPerson()
  queries.setQueryData(meQuery.queryKey, me)
}

/** Signs out, whatever the server answers, and goes to the sign-in page. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter()
  return async () => {
    await api.signOut().catch(() => undefined)
    await router.push({ name: 'sign-in' })
    forgetPerson()
  }
}
