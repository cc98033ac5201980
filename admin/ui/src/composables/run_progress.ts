import { ref, watch, type Ref } from 'vue'
import { useLive } from './live.ts'

/** How far a run of a job is, as the server says it: `total` is unknown at first. */
export interface RunProgress {
  state: 'running' | 'done' | 'failed'
  done?: number
  total?: number
  note?: string
}

/**
 * What the server says of a run that this page has asked for, by the run's id; undefined before it has said anything. A
 * hint, which may be missed: whether the work is done is asked of the plugin.
 */
export function useRunProgress(run: Ref<string | undefined>): Ref<RunProgress | undefined> {
  const progress = ref<RunProgress>()
  watch(run, () => (progress.value = undefined))
  useLive('work', (data) => {
    const { id, ...said } = data as Partial<RunProgress> & { id?: string }
    if (id !== undefined && id === run.value) progress.value = said as RunProgress
  })
  return progress
}
