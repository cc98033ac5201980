import type { WorkItem } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { api } from '../api.ts'

/** Milliseconds between two looks: quicker while something is being done. */
const OFTEN = 2000
const SELDOM = 15_000

/** The work of a school, followed while the page is open. */
export function useSchoolWork(uai: Ref<string>, page: Ref<number>) {
  const client = useQueryClient()
  const key = computed(() => ['school', uai.value, 'work', page.value])
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.work(uai.value, page.value),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.running.length ? OFTEN : SELDOM),
  })
  const said = ref('')
  const busy = ref(false)
  const error = shallowRef<unknown>()

  async function decide(act: () => Promise<void>, words: string): Promise<void> {
    busy.value = true
    error.value = undefined
    said.value = ''
    try {
      await act()
      said.value = words
    } catch (caught) {
      error.value = caught
    } finally {
      busy.value = false
      await client.invalidateQueries({ queryKey: ['school', uai.value, 'work'] })
    }
  }

  const retry = ({ id }: WorkItem, words: string) =>
    decide(() => api.retryWork(uai.value, id), words)
  const discard = ({ id }: WorkItem, words: string) =>
    decide(() => api.discardWork(uai.value, id), words)
  return { query, said, busy, error, retry, discard }
}

/** The work of an authority's schools, in numbers. */
export const useAuthorityWork = (id: Ref<string>, page: Ref<number>) =>
  useQuery({
    queryKey: computed(() => ['authority', id.value, 'work', page.value]),
    queryFn: () => api.authorityWork(id.value, page.value),
    placeholderData: (before) => before,
    refetchInterval: SELDOM,
  })
