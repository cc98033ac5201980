import { ApiFailure, type UploadedFile } from '@preau/client'
import { focusRefused, usePluginI18n } from '@preau/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef } from 'vue'
import { useTraces, type Trace, type TraceBody } from './traces.ts'

/** A trace as it is being written. */
export interface Draft extends Omit<TraceBody, 'files' | 'happenedOn'> {
  /** Empty: no day. */
  happenedOn: string
  files: UploadedFile[]
}

/** This day, here, as a field of dates writes it. */
function today(): string {
  const now = new Date()
  const two = (number: number) => String(number).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

function emptyDraft(): Draft {
  return {
    ...{ title: '', kind: 'other', happenedOn: today(), place: '', learnt: '' },
    ...{ parcours: [], skills: [], files: [] },
  }
}

/** What the routes take of a draft. */
export function bodyOf({ happenedOn, files, ...rest }: Draft): TraceBody {
  return { ...rest, happenedOn: happenedOn || null, files: files.map(({ id }) => id) }
}

/** A trace made of one file, named for its day: the rest is written later. @public */
export function quickBody(title: string, file: UploadedFile): TraceBody {
  return bodyOf({ ...emptyDraft(), title, files: [file] })
}

/** The form of one trace, new or existing. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: the fields and what is done with them
export function useTraceForm(id: string | undefined) {
  const api = useTraces()
  const client = useQueryClient()
  const { t } = usePluginI18n()
  const draft = ref<Draft>(emptyDraft())
  const ready = ref(!id)
  const missing = shallowRef<unknown>()
  const error = shallowRef<unknown>()
  const busy = ref(false)
  /** Files are on their way: the form waits for them. */
  const sending = ref(false)
  const untitled = ref(false)

  if (id)
    void api.read(id).then(
      ({ title, kind, happenedOn, place, learnt, parcours, skills, files }: Trace) => {
        const texts = { title, kind, place, learnt, happenedOn: happenedOn ?? '' }
        draft.value = { ...texts, parcours, skills, files }
        ready.value = true
      },
      (caught: unknown) => void (missing.value = caught)
    )

  const refused = computed<Record<string, string | undefined>>(() => {
    const errors = error.value instanceof ApiFailure ? error.value.errors : []
    const sent = errors.flatMap(({ field, message }) => (field ? [[field, message]] : []))
    const own = untitled.value && !draft.value.title.trim() ? { title: t('ui.edit.no-title') } : {}
    return { ...Object.fromEntries(sent), ...own }
  })

  async function save(): Promise<Trace | undefined> {
    error.value = undefined
    untitled.value = !draft.value.title.trim()
    if (untitled.value) {
      await focusRefused()
      return undefined
    }
    if (sending.value || busy.value) return undefined
    busy.value = true
    try {
      const saved = await api.save(id, bodyOf(draft.value))
      await client.invalidateQueries({ queryKey: api.key() })
      return saved
    } catch (caught) {
      error.value = caught
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { draft, ready, missing, error, refused, busy, sending, save }
}
