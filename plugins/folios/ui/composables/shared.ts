import type { Page, ShownFile } from '@preau/client'
import { usePluginApi } from '@preau/ui'
import type { TraceBody, TraceComment } from './traces.ts'

export interface SharedSummary extends Omit<TraceBody, 'files'> {
  id: string
  owner: string
  rights: 'read' | 'comment'
  until: string | null
  sharedAt: string
}

export interface SharedTrace extends SharedSummary {
  files: ShownFile[]
  comments: TraceComment[]
}

/** What is shared with me in this school. @public */
export function useShared() {
  const api = usePluginApi()
  const at = (id: string) => `/shared/${encodeURIComponent(id)}`
  return {
    key: (...parts: unknown[]) => [...api.key, 'shared', ...parts],
    list: (page: number) => api.get<Page<SharedSummary>>('/shared', { page }),
    read: (id: string) => api.get<SharedTrace>(at(id)),
    comment: (id: string, body: { body: string; skill: string | null }) =>
      api.post<SharedTrace>(`${at(id)}/comments`, body),
  }
}
