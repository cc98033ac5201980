import { ApiFailure } from '@preau/client'
import { focusRefused, usePluginI18n } from '@preau/ui'
import { computed, ref } from 'vue'
import { useAttempt } from './attempt.ts'
import { useCdi } from './cdi.ts'
import type { RecordForm } from './types.ts'

const blank = (): RecordForm => ({
  ...{ title: '', subtitle: '', authors: [], publisher: '', year: null, isbn: null },
  ...{ collection: '', extent: '', summary: '', subjects: [], classification: '' },
  ...{ support: 'book', level: '', language: 'fre' },
})
const KEYS = Object.keys(blank()) as (keyof RecordForm)[]
const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || [])

/** The short form of a record, new or existing: lists are typed a line each. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: the fields and what is done with them
export function useRecordForm(id: string | undefined) {
  const { t } = usePluginI18n()
  const api = useCdi()
  const { busy, error, attempt } = useAttempt()
  const form = ref(blank())
  const texts = ref({ authors: '', subjects: '', year: '', isbn: '' })
  const ready = ref(!id)
  const lacksTitle = ref(false)

  async function load(known: string): Promise<void> {
    const record = await attempt(() => api.record(known))
    if (!record) return
    form.value = Object.fromEntries(KEYS.map((key) => [key, record[key]])) as unknown as RecordForm
    const { authors, subjects, year, isbn } = record
    texts.value = {
      ...{ authors: authors.join('\n'), subjects: subjects.join('\n') },
      ...{ year: year === null ? '' : String(year), isbn: isbn ?? '' },
    }
    ready.value = true
  }
  if (id) void load(id)

  const refused = computed<Record<string, string | undefined>>(() => {
    const errors = error.value instanceof ApiFailure ? error.value.errors : []
    const sent = errors.flatMap(({ field, message }) => (field ? [[field, message]] : []))
    return {
      ...(lacksTitle.value ? { title: t('ui.edit.no-title') } : {}),
      ...Object.fromEntries(sent),
    }
  })

  async function save(): Promise<string | undefined> {
    lacksTitle.value = !form.value.title.trim()
    if (lacksTitle.value) {
      void focusRefused()
      return undefined
    }
    const { authors, subjects, year, isbn } = texts.value
    const body = {
      ...form.value,
      ...{ authors: lines(authors), subjects: lines(subjects), isbn: isbn.trim() || null },
      year: /^\d{4}$/.test(year.trim()) ? Number(year) : null,
    }
    return (await attempt(() => api.save(id, body)))?.id
  }
  return { form, texts, ready, refused, busy, error, save }
}
