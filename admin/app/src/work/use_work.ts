import type { WorkItem } from '@preau/client'
import { useLiveLook } from '@preau/ui'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { api } from '../api.ts'

/** Milliseconds between two looks at what others have asked for, of which nobody tells this page. */
const OFTEN = 5000
const SELDOM = 15_000
/** Milliseconds over which what is told of one's own work is gathered into one look. */
const GATHERED = 300

/** The work of a school, followed while the page is open: one's own as it goes, that of others by looking. */
export function useSchoolWork(uai: Ref<string>, page: Ref<number>) {
  const client = useQueryClient()
  const key = computed(() => ['school', uai.value, 'work', page.value])
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.work(uai.value, page.value),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.running.length ? OFTEN : SELDOM),
  })
  const lookAgain = () => client.invalidateQueries({ queryKey: ['school', uai.value, 'work'] })
  useLiveLook('work', () => void lookAgain(), GATHERED)
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
      await lookAgain()
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
