import { ApiFailure } from '@preau/client'
import { ref, shallowRef } from 'vue'
import { useAttempt } from './attempt.ts'
import { useCdi } from './cdi.ts'
import type { DeskCopy, Did, Reader } from './types.ts'

/** A line of what was done at the desk. */
export interface Event {
  at: number
  kind: Did['did'] | 'failed' | 'twice'
  values: Record<string, string | number>
}

const MOST = 30
/** A scanner that trembles sends the same code again within this time, in milliseconds. */
const TWICE = 1200
/** Refusals that whoever holds the desk may pass over. */
const PASSABLE = new Set(['E_CDI_LIMIT', 'E_CDI_HELD'])

/** The desk: who stands there, what lies there, and what the next code does. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: the desk's state and what changes it
export function useDesk() {
  const api = useCdi()
  const { busy, error, attempt } = useAttempt()
  const reader = shallowRef<Reader | null>(null)
  const item = shallowRef<DeskCopy | null>(null)
  const events = ref<Event[]>([])
  /** The code that was refused, if one may insist. */
  const refused = ref('')
  let [last, lastAt] = ['', 0]

  const note = (kind: Event['kind'], values: Event['values'] = {}) => {
    events.value = [{ at: Date.now(), kind, values }, ...events.value].slice(0, MOST)
  }

  function apply(did: Did): void {
    if (did.did === 'item') item.value = did.copy
    else if (did.did !== 'returned') {
      reader.value = did.reader
      item.value = null
    } else if (did.reader && did.reader.id === reader.value?.id) reader.value = did.reader
    note(did.did, {
      ...('copy' in did ? { title: did.copy.title, due: did.copy.dueOn ?? '' } : {}),
      ...(did.did === 'returned' ? { late: did.late, held: did.heldFor ?? '' } : {}),
      name: ('reader' in did && did.reader?.name) || '',
    })
  }

  async function scan(code: string, anyway = false): Promise<void> {
    if (!anyway && code === last && Date.now() - lastAt < TWICE) return note('twice', { code })
    ;[last, lastAt] = [code, Date.now()]
    refused.value = ''
    const body = {
      ...{ code, anyway },
      ...(reader.value ? { memberId: reader.value.id } : {}),
      ...(item.value ? { copyId: item.value.id } : {}),
    }
    const did = await attempt(() => api.scan(body))
    if (did) return apply(did)
    const failure = error.value instanceof ApiFailure ? error.value.errors[0] : undefined
    if (failure && PASSABLE.has(failure.code)) refused.value = code
    note('failed', { message: failure?.message ?? '' })
  }

  async function stand(id: string): Promise<void> {
    const found = await attempt(() => api.reader(id))
    if (!found) return
    const waiting = item.value
    reader.value = found
    note('reader', { name: found.name })
    if (waiting) await scan(waiting.barcode)
  }

  async function renew(loanId: string): Promise<void> {
    await attempt(() => api.renew(loanId))
    if (reader.value && !error.value) reader.value = await api.reader(reader.value.id)
  }

  function clear(): void {
    reader.value = null
    item.value = null
    refused.value = ''
    error.value = undefined
  }
  /** What comes while something is done waits in line: nothing that a scanner reads is lost. */
  let line: Promise<void> = Promise.resolve()
  const inLine =
    <A extends unknown[]>(work: (...given: A) => Promise<void>) =>
    (...given: A) =>
      (line = line.then(() => work(...given)))

  return {
    ...{ busy, error, reader, item, events, refused, clear },
    ...{ scan: inLine(scan), stand: inLine(stand), renew: inLine(renew) },
  }
}
