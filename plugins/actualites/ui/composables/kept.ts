import { ref, watch, type Ref } from 'vue'

/** Keeps, on this tab, what was typed and not yet sent; `forget` once it is. */
export function useKept<T extends object>(key: string, value: Ref<T>) {
  const name = `preau.kept.${key}`
  const restored = ref(false)
  const stored = sessionStorage.getItem(name)
  if (stored) {
    value.value = { ...value.value, ...(JSON.parse(stored) as T) }
    restored.value = true
  }
  const stop = watch(value, (now) => sessionStorage.setItem(name, JSON.stringify(now)), {
    deep: true,
  })
  return {
    restored,
    forget(): void {
      stop()
      sessionStorage.removeItem(name)
    },
  }
}
