import { useQuery } from '@tanstack/vue-query'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../api.ts'

/** Those whom the head named, and the two acts of naming and of ending it. */
export function useCommittee(uai: Ref<string>) {
  const { t } = useI18n()
  const said = ref('')
  const failure = shallowRef<unknown>()
  const query = useQuery({
    queryKey: computed(() => ['school', uai.value, 'committee']),
    queryFn: () => api.committee(uai.value),
  })

  async function act(sentence: string, change: () => Promise<void>): Promise<void> {
    said.value = ''
    failure.value = undefined
    try {
      await change()
      await query.refetch()
      said.value = sentence
    } catch (error) {
      failure.value = error
    }
  }

  type Person = { id: string; name: string }
  return {
    query,
    said,
    failure,
    name: ({ id, name }: Person) =>
      act(t('school.committee.added', { name }), () => api.nameToCommittee(uai.value, id)),
    remove: ({ id, name }: Person) =>
      act(t('school.committee.removed', { name }), () => api.removeFromCommittee(uai.value, id)),
  }
}
