import { ref, shallowRef } from 'vue'

/** One thing done at a time, with what went wrong the last time. */
export function useAttempt() {
  const busy = ref(false)
  const error = shallowRef<unknown>()

  /** Does it unless something is under way; undefined when it failed. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    error.value = undefined
    try {
      return await work()
    } catch (caught) {
      error.value = caught
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, error, attempt }
}
