import { ApiFailure, type UploadedFile } from '@preau/client'
import { focusRefused, usePluginI18n, usePluginRoute } from '@preau/ui'
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import {
  useMessagesApi,
  useRenewal,
  type DraftBody,
  type StoredDraft,
  type TextNode,
} from './messages.ts'
import { NOTHING, useRecipientWords, type Chosen } from './recipients.ts'

/** Milliseconds without a stroke after which the draft is kept. */
const PAUSE = 1200
const EMPTY: TextNode = { type: 'doc', content: [{ type: 'paragraph' }] }

/** What the form holds. */
export interface Writing {
  threadId: string | null
  subject: string
  body: TextNode
  chosen: Chosen[]
  files: UploadedFile[]
  noReply: boolean
  /** As the browser's field writes it. */
  sendAt: string
}

const said = (value: unknown) => (typeof value === 'string' ? value : '')
const toField = (iso: string | null) => {
  if (!iso) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
/** Also where the page did not come over TLS, where `crypto.randomUUID` is not offered. */
function newId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')
  ).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const bodyOf = (form: Writing): DraftBody => ({
  threadId: form.threadId,
  subject: form.subject.trim() || null,
  body: form.body,
  targets: form.chosen.map(({ target }) => target),
  files: form.files.map(({ id }) => id),
  noReply: form.noReply,
  sendAt: form.sendAt ? new Date(form.sendAt).toISOString() : null,
})

const hasText = ({ text, content = [] }: TextNode): boolean => !!text || content.some(hasText)

const isRefusal = (caught: unknown, code: string) =>
  caught instanceof ApiFailure && caught.errors.some((one) => one.code === code)

/** The message being written: kept as one types, sent once. @public */
// eslint-disable-next-line max-lines-per-function -- one composable: the form and what is done with it
export function useWriting(place: Ref<HTMLElement | null>) {
  const api = useMessagesApi()
  const renew = useRenewal()
  const { t } = usePluginI18n()
  const { params } = usePluginRoute()
  const { nameOf } = useRecipientWords()
  const { query } = useRoute()
  const known = params.value['id']
  const id = known || newId()
  const form = ref<Writing>({
    ...{ threadId: said(query['fil']) || null, subject: said(query['objet']), body: EMPTY },
    ...{ chosen: replying(), files: [], noReply: false, sendAt: '' },
  })
  const ready = ref(!known)
  const missing = shallowRef<unknown>()
  const error = shallowRef<unknown>()
  const asked = ref<{ count: number } | 'proof'>()
  const unfilled = ref<Record<string, string>>({})
  const busy = ref(false)
  const sending = ref(false)
  const saved = ref('')
  const state = ref<'unsaved' | 'saving' | 'saved' | 'failed' | ''>('')
  let stopped = false
  let lastSave: Promise<unknown> = Promise.resolve()

  function replying(): Chosen[] {
    const all = said(query['tous']) === '1'
    const member = said(query['a'])
    if (!all && !member) return []
    const target = all ? { ...NOTHING, everyone: true } : { ...NOTHING, member }
    return [{ target, name: nameOf(target, said(query['nom'])), hint: '' }]
  }

  function show(draft: StoredDraft): void {
    const { threadId, subject, body, targets, names, files, noReply, sendAt, savedAt } = draft
    const chosen = targets.map((target) => {
      const one = names.find(
        ({ member, group }) => member === target.member && group === target.group
      )
      return { target, name: nameOf(target, one?.name ?? ''), hint: '' }
    })
    const kept = files.map((file) => ({
      id: file.id,
      name: file.name,
      size: file.size,
      type: file.type,
    }))
    form.value = {
      threadId,
      subject: subject ?? '',
      body,
      chosen,
      files: kept,
      noReply,
      sendAt: toField(sendAt),
    }
    saved.value = savedAt
    ready.value = true
  }
  if (known)
    api.draft(known).then(show, (caught: unknown) => {
      missing.value = caught
    })

  async function store(): Promise<void> {
    state.value = 'saving'
    const { savedAt } = await api.saveDraft(id, bodyOf(form.value))
    saved.value = savedAt
    state.value = 'saved'
  }
  async function keep(): Promise<void> {
    if (stopped || sending.value || busy.value) return
    lastSave = lastSave.then(store).catch(() => {
      state.value = 'failed'
    })
    await lastSave
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), PAUSE)
  }
  watch(
    form,
    () => {
      if (!ready.value || stopped) return
      state.value = 'unsaved'
      soon()
    },
    { deep: true, flush: 'sync' }
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    if (state.value === 'unsaved') void keep()
    stopped = true
  })

  function check(): boolean {
    const { chosen, subject, threadId, body } = form.value
    unfilled.value = {
      ...(chosen.length ? {} : { targets: t('errors.E_MESSAGERIE_NOBODY') }),
      ...(threadId || subject.trim() ? {} : { subject: t('errors.E_MESSAGERIE_SUBJECT') }),
      ...(hasText(body) ? {} : { body: t('errors.E_MESSAGERIE_EMPTY') }),
    }
    const good = Object.keys(unfilled.value).length === 0
    if (!good) void focusRefused(place.value)
    return good
  }

  /** What the server asks before it sends, if that is why it did not. */
  async function askedBy(caught: unknown) {
    if (isRefusal(caught, 'E_MESSAGERIE_PROOF')) return 'proof'
    if (!isRefusal(caught, 'E_MESSAGERIE_CONFIRM')) return undefined
    const { targets, threadId } = bodyOf(form.value)
    return { count: (await api.count(targets, threadId)).total }
  }

  async function send(confirmed?: number) {
    error.value = undefined
    asked.value = undefined
    if (!check() || sending.value) return undefined
    busy.value = true
    try {
      await lastSave
      await store()
      const sent = await api.send(id, confirmed)
      stopped = true
      await renew()
      return sent
    } catch (caught) {
      asked.value = await askedBy(caught)
      if (!asked.value) error.value = caught
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function discard(): Promise<void> {
    stopped = true
    await lastSave
    await api.discard(id).catch((caught: unknown) => {
      // never kept: there is nothing to throw away
      if (!(caught instanceof ApiFailure && caught.status === 404)) throw caught
    })
    await renew()
  }

  const refused = computed<Record<string, string | undefined>>(() => {
    const errors = error.value instanceof ApiFailure ? error.value.errors : []
    const sent = errors.flatMap(({ field, message }) => (field ? [[field, message]] : []))
    return { ...unfilled.value, ...Object.fromEntries(sent) }
  })

  return {
    ...{ form, ready, missing, error, asked, refused, busy, sending, saved, state },
    ...{ send, discard },
  }
}
