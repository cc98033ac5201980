import { computed, ref, type Ref } from 'vue'

/** Chosen rows, one at a time or by range from the last one chosen. */
export function useSelection(ids: Ref<string[]>) {
  const chosen = ref<ReadonlySet<string>>(new Set())
  let anchor = 0

  function toggle(row: number): void {
    const id = ids.value[row]
    if (id === undefined) return
    const next = new Set(chosen.value)
    if (!next.delete(id)) next.add(id)
    chosen.value = next
    anchor = row
  }

  function extendTo(row: number): void {
    const [from, to] = anchor < row ? [anchor, row] : [row, anchor]
    chosen.value = new Set([...chosen.value, ...ids.value.slice(from, to + 1)])
  }

  function toggleAll(): void {
    const every = ids.value.every((id) => chosen.value.has(id))
    const others = [...chosen.value].filter((id) => !ids.value.includes(id))
    chosen.value = new Set(every ? others : [...others, ...ids.value])
  }

  return {
    chosen,
    list: computed(() => [...chosen.value]),
    toggle,
    extendTo,
    toggleAll,
    clear: () => (chosen.value = new Set()),
  }
}

export type Selection = ReturnType<typeof useSelection>
