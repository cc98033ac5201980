import { useRunProgress } from '@preau/ui'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch } from 'vue'
import { packed, useImportsApi, type Plan } from './imports.ts'

/** Milliseconds between two looks at an import that is being applied. */
const BETWEEN = 1500

/** An import from its files to what it has changed. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: an import and what is done with it
export function useApplying() {
  const client = useQueryClient()
  const api = useImportsApi()
  const plan = shallowRef<Plan>()
  const run = ref<string>()
  const busy = ref(false)
  const error = shallowRef<unknown>()
  const progress = useRunProgress(run)
  const waited = computed(() => (run.value ? plan.value?.id : undefined))
  const { data: running, refetch } = useQuery({
    queryKey: computed(() => api.key('one', waited.value)),
    queryFn: () => api.plan(waited.value!),
    enabled: () => waited.value !== undefined,
    refetchInterval: BETWEEN,
  })
  watch(running, async (now) => {
    if (!now?.appliedAt || !run.value) return
    run.value = undefined
    plan.value = now
    await client.invalidateQueries({ queryKey: api.everything })
  })
  watch(progress, (now) => {
    if (now && now.state !== 'running' && waited.value) void refetch()
  })

  async function act(work: () => Promise<void>): Promise<void> {
    busy.value = true
    error.value = undefined
    try {
      await work()
    } catch (caught) {
      error.value = caught
    } finally {
      busy.value = false
    }
  }

  return {
    ...{ plan, run, busy, error, progress },
    look: (files: File[], from: string) =>
      act(async () => {
        plan.value = await api.send(await Promise.all(files.map(packed)), from)
      }),
    again: () =>
      act(async () => {
        plan.value = await api.plan(plan.value!.id)
      }),
    apply: (confirmed: boolean) =>
      act(async () => {
        run.value = (await api.apply(plan.value!.id, confirmed)).run
      }),
  }
}
