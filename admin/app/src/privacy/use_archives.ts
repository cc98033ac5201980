import type { Archive } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { ref, shallowRef, type Ref } from 'vue'

/** Milliseconds between two looks while an archive is being made. */
const OFTEN = 2000

/** Archives that one may ask for, list and download. */
export interface ArchiveSource {
  key: readonly unknown[]
  list(): Promise<Archive[]>
  ask(): Promise<unknown>
  href(archive: string): string
}

/** The archives of a source, followed while one is being made. */
export function useArchives(source: Ref<ArchiveSource>) {
  const client = useQueryClient()
  const { data, error, isPending } = useQuery({
    queryKey: source.value.key,
    queryFn: () => source.value.list(),
    refetchInterval: ({ state }) =>
      state.data?.some((one) => one.state === 'waiting') ? OFTEN : false,
  })
  const busy = ref(false)
  const asked = ref(false)
  const refused = shallowRef<unknown>()

  async function ask(): Promise<void> {
    busy.value = true
    refused.value = undefined
    try {
      await source.value.ask()
      asked.value = true
    } catch (caught) {
      refused.value = caught
    } finally {
      busy.value = false
      await client.invalidateQueries({ queryKey: source.value.key })
    }
  }
  return { data, error, isPending, busy, asked, refused, ask }
}
