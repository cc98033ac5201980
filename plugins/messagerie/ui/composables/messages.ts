import { usePersonApi, usePluginApi } from '@preau/ui'
import type { Page, Profile, ShownFile } from '@preau/client'
import { useQueryClient } from '@tanstack/vue-query'

export const BOXES = ['inbox', 'sent', 'drafts', 'archive', 'bin'] as const
export type Box = (typeof BOXES)[number]
/** Where threads are listed: a box of this school, or what arrived in all one's schools. */
export type Place = Box | 'everywhere'

/** A node of a text, as ProseMirror writes it. */
export interface TextNode {
  type: string
  text?: string
  attrs?: Record<string, string>
  marks?: { type: string; attrs?: Record<string, string> }[]
  content?: TextNode[]
}

export interface ThreadSummary {
  row: string
  id: string
  subject: string
  at: string
  mine: boolean
  excerpt: string
  recalled: boolean
  author: string | null
  unread: boolean
  starred: boolean
  messages: number
  /** In a list over several schools. */
  school?: { uai: string; name: string }
}

export interface Message {
  id: string
  author: string | null
  authorId: string | null
  mine: boolean
  sentAt: string
  body: TextNode | null
  recalled: boolean
  removed: boolean
  unread: boolean
  targets: { name: string; profile: Profile | null; guardians: boolean; everyone: boolean }[]
  total?: number
  read?: number
  waiting?: string | null
  /** How many of them have it already. */
  delivered?: number
  watched: boolean
  files: ShownFile[]
}

export interface Thread {
  id: string
  subject: string
  mayReply: boolean
  starred: boolean
  place: string
  messages: Message[]
  before: string | null
}

/** What somebody does with a thread of his. */
export interface Kept {
  place?: 'box' | 'archive' | 'bin'
  starred?: boolean
  read?: boolean
}

export interface Target {
  kind: 'to' | 'cc'
  member: string | null
  guardians: boolean
  group: string | null
  profile: Profile | null
  everyone: boolean
}

export interface DraftBody {
  threadId: string | null
  subject: string | null
  body: TextNode
  targets: Target[]
  files: string[]
  noReply: boolean
  sendAt: string | null
}

export interface StoredDraft extends Omit<DraftBody, 'files'> {
  id: string
  savedAt: string
  names: { member: string | null; group: string | null; name: string }[]
  files: ShownFile[]
}

export interface DraftSummary {
  id: string
  subject: string
  excerpt: string
  savedAt: string
  threadId: string | null
}

export interface Found {
  people: {
    id: string
    name: string
    profile: Profile
    groups: string | null
    guardians: number
    supervised: boolean
  }[]
  groups: { id: string | null; name: string; profile: Profile; count: number }[]
}

export interface Reached {
  total: number
  families: number
  refused: { name: string; profile: Profile; verdict: 'adult' | 'no' } | null
  familiesAt: string | null
}

export type Reach = 'none' | 'supervised' | 'related' | 'all'

/** Whom one profile may write to, of another: what holds, what holds by default, what may be chosen. */
export interface Rule {
  from: Profile
  to: Profile
  reach: Reach
  standard: Reach
  choices: Reach[]
  /** What « related » means here. */
  tie: string | null
}

export interface Receipt {
  name: string
  profile: Profile
  receivedAt: string | null
  readAt: string | null
}

export interface Filter {
  q: string
  unread: boolean
  starred: boolean
}

function queryOf(place: Place, { q, unread, starred }: Filter) {
  return {
    box: place === 'everywhere' ? undefined : place,
    q: q || undefined,
    unread: unread ? '1' : undefined,
    starred: starred ? '1' : undefined,
  }
}

/** The calls of this plugin, and the keys under which their answers are kept. */
export function useMessagesApi() {
  const api = usePluginApi()
  const everywhere = usePersonApi()
  return {
    key: (...parts: unknown[]) => [...api.key, ...parts],
    /** The key of a list: what is of all one's schools is the same in each. */
    listKey: (place: Place, filter: Filter) =>
      place === 'everywhere' ? [...everywhere.key, filter] : [...api.key, 'list', place, filter],
    everywhereKey: everywhere.key,
    list: (place: Place, filter: Filter, before?: string) =>
      (place === 'everywhere' ? everywhere : api).get<{
        data: ThreadSummary[]
        next: string | null
      }>('/threads', { ...queryOf(place, filter), before }),
    latest: () => api.get<{ unread: number; data: ThreadSummary[] }>('/latest'),
    thread: (id: string, before?: string) => api.get<Thread>(`/threads/${id}`, { before }),
    keep: (id: string, how: Kept) => api.put<void>(`/threads/${id}`, how),
    recall: (id: string) => api.post<void>(`/messages/${id}/recall`, {}),
    receipts: (id: string, page: number) =>
      api.get<Page<Receipt>>(`/messages/${id}/receipts`, { page }),
    drafts: (page: number) => api.get<Page<DraftSummary>>('/drafts', { page }),
    draft: (id: string) => api.get<StoredDraft>(`/drafts/${id}`),
    saveDraft: (id: string, body: DraftBody) => api.put<{ savedAt: string }>(`/drafts/${id}`, body),
    discard: (id: string) => api.delete<void>(`/drafts/${id}`),
    send: (id: string, confirmed?: number) =>
      api.post<{ threadId: string; total: number; familiesAt: string | null }>(
        `/drafts/${id}/send`,
        { confirmed }
      ),
    cancel: (id: string) => api.post<void>(`/messages/${id}/cancel`, {}),
    rules: async () => (await api.get<{ data: Rule[] }>('/rules')).data,
    saveRules: (rules: Pick<Rule, 'from' | 'to' | 'reach'>[]) => api.put<void>('/rules', { rules }),
    find: (q: string) => api.get<Found>('/recipients', { q }),
    count: (targets: Target[], threadId: string | null) =>
      api.post<Reached>('/recipients/count', { targets, threadId }),
  }
}

/**
 * Lets whatever shows messages ask again, in the lists of all one's schools too; `lists`: all but the
 * thread that is being read. @public
 */
export function useRenewal(): (what?: 'all' | 'lists') => Promise<void> {
  const client = useQueryClient()
  const api = useMessagesApi()
  return async (what = 'all') => {
    const here = what === 'all' ? [api.key()] : [api.key('latest'), api.key('list')]
    const keys = [...here, api.everywhereKey]
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
}
