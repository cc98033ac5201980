import { onScopeDispose, ref, watch, type Ref } from 'vue'

const WAIT = 250

/** The same value once it has stopped changing: for what is typed. */
export function useLate<T>(source: Ref<T>): Ref<T> {
  const late = ref(source.value) as Ref<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (late.value = value), WAIT)
  })
  onScopeDispose(() => clearTimeout(timer))
  return late
}
