import type { OfferChange } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, reactive, ref, shallowRef, toRef, watch, type Ref } from 'vue'
import { api } from '../api.ts'
import { PORTAL_KEY } from '../portal/use_portal.ts'
import { useLate } from '../use_late.ts'

/** The matrix of an authority with its filters. */
export function useMatrix(id: Ref<string>) {
  const filter = reactive({ q: '', state: '', page: 1 })
  const q = useLate(toRef(filter, 'q'))
  watch([q, () => filter.state], () => (filter.page = 1))
  const query = useQuery({
    queryKey: computed(() => ['authority', id.value, 'matrix', q.value, filter.state, filter.page]),
    queryFn: () => api.matrix(id.value, { q: q.value, state: filter.state, page: filter.page }),
    placeholderData: (before) => before,
  })
  return { filter, ...query }
}

/** Changes what the authority offers, and lets the matrix know. */
export function useOfferChange(id: Ref<string>) {
  const client = useQueryClient()
  const busy = ref(false)
  const error = shallowRef<unknown>()

  /** How many schools it touched, or nothing when it was refused. */
  async function run(change: OfferChange): Promise<number | undefined> {
    busy.value = true
    error.value = undefined
    try {
      const { schools } = await api.changeOffer(id.value, change)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['authority', id.value] }),
        client.invalidateQueries({ queryKey: PORTAL_KEY }),
      ])
      return schools
    } catch (caught) {
      error.value = caught
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, error, run }
}
