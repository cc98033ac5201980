import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** The value once it has not changed for so many milliseconds: no question at each stroke. @public */
export function useSettled(source: Ref<string>, pause: number): Ref<string> {
  const settled = ref(source.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = now), pause)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
