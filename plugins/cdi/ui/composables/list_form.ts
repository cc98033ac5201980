import { ref } from 'vue'
import { useAttempt } from './attempt.ts'
import { useCdi } from './cdi.ts'
import type { Found } from './types.ts'

/** The form of a reading list, new or existing. @public */
export function useListForm(id: string | undefined) {
  const api = useCdi()
  const { busy, error, attempt } = useAttempt()
  const draft = ref({ title: '', note: '' })
  const records = ref<Pick<Found, 'id' | 'title'>[]>([])
  /** Ids of groups; empty text: the whole school. */
  const groups = ref<string[]>([])
  const ready = ref(!id)

  async function load(known: string): Promise<void> {
    const list = await attempt(() => api.list(known))
    if (!list) return
    draft.value = { title: list.title, note: list.note }
    records.value = list.records.map((record) => ({ id: record.id, title: record.title }))
    groups.value = list.audiences.map(({ groupId }) => groupId ?? '')
    ready.value = true
  }
  if (id) void load(id)

  async function save(): Promise<string | undefined> {
    const body = {
      ...draft.value,
      records: records.value.map((record) => record.id),
      audiences: groups.value.map((group) => ({ groupId: group || null, profile: null })),
    }
    return (await attempt(() => api.saveList(id, body)))?.id
  }
  function move(at: number, by: number): void {
    const moved = [...records.value]
    const [one] = moved.splice(at, 1)
    if (one) moved.splice(Math.max(0, at + by), 0, one)
    records.value = moved
  }
  return { draft, records, groups, ready, busy, error, save, move }
}
