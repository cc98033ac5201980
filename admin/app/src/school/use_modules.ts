import type { SwitchResult } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { api } from '../api.ts'
import { PORTAL_KEY } from '../portal/use_portal.ts'

const keyOf = (uai: string, ...rest: unknown[]) => ['school', uai, ...rest]

/** The catalogue of a school. */
export const useModules = (uai: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keyOf(uai.value, 'modules')),
    queryFn: () => api.modules(uai.value),
  })

/** One module of a school. */
export const useModule = (uai: Ref<string>, plugin: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keyOf(uai.value, 'module', plugin.value)),
    queryFn: () => api.module(uai.value, plugin.value),
  })

/** A page of what happened to one module, or to all when none is named. */
export const useLedger = (uai: Ref<string>, plugin: Ref<string | undefined>, page: Ref<number>) =>
  useQuery({
    queryKey: computed(() => keyOf(uai.value, 'ledger', plugin.value, page.value)),
    queryFn: () =>
      plugin.value
        ? api.ledger(uai.value, plugin.value, page.value)
        : api.schoolLedger(uai.value, page.value),
    placeholderData: (before) => before,
  })

export interface Change {
  /** What was done, in words. */
  said: string
  /** The module and the ledger's line to take it back, when it can be. */
  plugin: string
  line: string | null
}

/** Does a change, then lets every page that shows it know; `last` can be taken back. */
export function useModuleChange(uai: Ref<string>) {
  const client = useQueryClient()
  const last = shallowRef<Change>()
  const busy = ref(false)
  const error = shallowRef<unknown>()

  async function refresh(): Promise<void> {
    await Promise.all([
      client.invalidateQueries({ queryKey: keyOf(uai.value) }),
      client.invalidateQueries({ queryKey: PORTAL_KEY }),
    ])
  }

  async function run(
    plugin: string,
    said: string,
    change: () => Promise<SwitchResult>
  ): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = undefined
    try {
      const { line } = await change()
      await refresh()
      last.value = { said, plugin, line }
      return true
    } catch (caught) {
      error.value = caught
      return false
    } finally {
      busy.value = false
    }
  }

  /** Forgets a refusal that was read. */
  const dismiss = () => void (error.value = undefined)

  const undo = (plugin: string, line: string, said: string) =>
    run(plugin, said, () => api.undo(uai.value, plugin, line))

  return { last, busy, error, run, undo, dismiss }
}

export type ModuleChange = ReturnType<typeof useModuleChange>
