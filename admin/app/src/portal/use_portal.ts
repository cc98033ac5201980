import type { SchoolPortal } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '../api.ts'

export const PORTAL_KEY = ['portal']

/** What one finds over all one's schools; asked again when the window comes back to the front. */
export function usePortal() {
  return useQuery({
    queryKey: PORTAL_KEY,
    queryFn: () => api.portal(),
    refetchOnWindowFocus: 'always',
  })
}

/** What one finds in one school, or nothing when one is not of it. */
export function useSchoolPortal(uai: Ref<string>) {
  const query = usePortal()
  const schools = computed(() => query.data.value?.schools ?? [])
  const portal = computed<SchoolPortal | undefined>(() =>
    schools.value.find(({ school }) => school.uai === uai.value)
  )
  return { ...query, schools, portal }
}

/** Asks again what is on: after a switch, or when a service no longer answers. */
export function useRefreshPortal(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: PORTAL_KEY })
}
