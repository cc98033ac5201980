import { onScopeDispose, ref, shallowRef } from 'vue'
import { useAttempt } from './attempt.ts'
import { useCdi } from './cdi.ts'
import type { Lookup } from './types.ts'

const EVERY = 400

/** Asks another library for an ISBN, and waits for its answer. @public */
export function useLookup(onRecord: (id: string) => unknown) {
  const api = useCdi()
  const { busy, error, attempt } = useAttempt()
  const found = shallowRef<Lookup>()
  const waiting = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function ask(isbn: string): Promise<void> {
    found.value = undefined
    const asked = await attempt(() => api.lookUp(isbn))
    if (asked?.known) return void onRecord(asked.known)
    if (asked?.id) {
      waiting.value = true
      await look(asked.id)
    }
  }

  async function look(id: string): Promise<void> {
    const seen = await attempt(() => api.lookup(id))
    if (seen?.state === 'waiting') {
      timer = setTimeout(() => void look(id), EVERY)
      return
    }
    waiting.value = false
    found.value = seen
    if (seen?.found.length === 1) await take(0)
  }

  async function take(which: number): Promise<void> {
    const id = found.value?.id
    const taken = id ? await attempt(() => api.take(id, which)) : undefined
    if (taken) await onRecord(taken.id)
  }
  return { busy, waiting, error, found, ask, take }
}
