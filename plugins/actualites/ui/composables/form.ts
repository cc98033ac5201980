import { ApiFailure } from '@preau/client'
import { useSchool } from '@preau/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef } from 'vue'
import { bodyOf, draftOf, emptyDraft, type Draft } from './draft.ts'
import { useKept } from './kept.ts'
import { useNewsApi, type News } from './news.ts'
import { lacking } from './required.ts'

/** The form of one item, new or existing; what was typed survives an error and a reload. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: the fields and what is done with them
export function useNewsForm(id: string | undefined) {
  const api = useNewsApi()
  const client = useQueryClient()
  const { school } = useSchool()
  const draft = ref<Draft>(emptyDraft())
  const kept = useKept(`actualites.${school.value.uai}.${id ?? 'new'}`, draft)
  const ready = ref(!id || kept.restored.value)
  const missing = shallowRef<unknown>()
  const error = shallowRef<unknown>()
  const busy = ref(false)
  /** Files are on their way: the form waits for them. */
  const sending = ref(false)
  const { check, unfilled } = lacking(draft)

  async function load(known: string): Promise<void> {
    try {
      draft.value = draftOf(await api.read(known))
      ready.value = true
    } catch (caught) {
      missing.value = caught
    }
  }
  if (id && !ready.value) void load(id)

  const refused = computed<Record<string, string | undefined>>(() => {
    const errors = error.value instanceof ApiFailure ? error.value.errors : []
    const sent = errors.flatMap(({ field, message }) => (field ? [[field, message]] : []))
    return { ...unfilled.value, ...Object.fromEntries(sent) }
  })

  async function save(): Promise<News | undefined> {
    error.value = undefined
    if (!check() || sending.value) return undefined
    busy.value = true
    try {
      const saved = await api.save(id, bodyOf(draft.value))
      kept.forget()
      await client.invalidateQueries({ queryKey: api.key() })
      return saved
    } catch (caught) {
      error.value = caught
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function leave(go: (path: string) => unknown): Promise<void> {
    kept.forget()
    await go('')
  }

  const { restored } = kept
  return { draft, restored, ready, missing, error, refused, busy, sending, save, leave }
}
