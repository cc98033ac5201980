import { usePluginApi } from '@preau/ui'
import type { Page, Profile, ShownFile } from '@preau/client'

export type Status = 'draft' | 'scheduled' | 'published' | 'expired'

export interface NewsSummary {
  id: string
  title: string
  excerpt: string
  author: string | null
  publishedAt: string | null
  expiresAt: string | null
  status: Status
  mine: boolean
  pinned: boolean
}

export interface News extends Omit<NewsSummary, 'excerpt'> {
  body: string
  files: ShownFile[]
  audiences: { group: { id: string; name: string } | null; profile: Profile | null }[]
}

export interface AudienceChoice {
  groupId: string | null
  profile: Profile | null
}

export interface NewsBody {
  title: string
  body: string
  publishAt: string | null
  expiresAt: string | null
  pinned: boolean
  /** Ids, in order. */
  files: string[]
  /** Why readers are told during quiet hours. */
  urgent?: string
  audiences: AudienceChoice[]
}

export interface AudienceOptions {
  groups: { id: string; name: string; kind: string }[]
  profiles: Profile[]
}

export interface Quiet {
  /** When pupils and families would be told of what is published now; null: at once. */
  quietUntil: string | null
  /** Whether one may have them told all the same. */
  mayPass: boolean
}

/** The calls of this plugin, and the keys under which their answers are kept. */
export function useNewsApi() {
  const api = usePluginApi()
  const at = (id: string) => `/news/${encodeURIComponent(id)}`
  return {
    key: (...parts: unknown[]) => [...api.key, 'news', ...parts],
    list: (page: number, status?: Status | '') =>
      api.get<Page<NewsSummary>>('/news', { page, status }),
    latest: () => api.get<Page<NewsSummary>>('/latest'),
    read: (id: string) => api.get<News>(at(id)),
    audiences: () => api.get<AudienceOptions>('/audiences'),
    quiet: () => api.get<Quiet>('/quiet'),
    save: (id: string | undefined, body: NewsBody) =>
      id ? api.put<News>(at(id), body) : api.post<News>('/news', body),
    remove: (id: string) => api.delete<void>(at(id)),
  }
}
