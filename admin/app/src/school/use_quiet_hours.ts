import { ApiFailure, type QuietHoursForm } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '../api.ts'

/** The quiet hours of a school: what holds, what is being changed, and the act of keeping it. */
export function useQuietHours(uai: Ref<string>) {
  const client = useQueryClient()
  const key = computed(() => ['school', uai.value, 'quiet-hours'])
  const query = useQuery({ queryKey: key, queryFn: () => api.quietHours(uai.value) })
  const form = ref<QuietHoursForm>()
  const busy = ref(false)
  const done = ref(false)
  const failure = shallowRef<unknown>()

  watch(
    query.data,
    (kept) => {
      if (!kept) return
      const { week, zone, holidays, exceptions, bypass } = kept
      form.value = JSON.parse(JSON.stringify({ week, zone, holidays, exceptions, bypass }))
    },
    { immediate: true }
  )
  const refused = computed<string | undefined>(() =>
    failure.value instanceof ApiFailure ? failure.value.field : undefined
  )

  async function save(): Promise<void> {
    if (!form.value) return
    busy.value = true
    done.value = false
    failure.value = undefined
    try {
      const kept = await api.saveQuietHours(uai.value, form.value)
      done.value = true
      client.setQueryData(key.value, kept)
    } catch (error) {
      failure.value = error
    } finally {
      busy.value = false
    }
  }

  return { query, form, busy, done, failure, refused, save }
}
