import type { Page, ShownFile } from '@preau/client'
import { usePersonApi, usePluginApi } from '@preau/ui'

export const PARCOURS = ['future', 'arts', 'citizenship', 'health'] as const
export type Parcours = (typeof PARCOURS)[number]

/** What a trace may be of. @public */
export const KINDS = [
  ...['lesson', 'outing', 'internship', 'forum', 'commitment'],
  ...['work', 'sport', 'outside', 'certificate', 'other'],
]

/** The components of the socle. @public */
export const SKILLS = [
  ...['french', 'foreign-languages', 'sciences', 'arts-and-body'],
  ...['methods', 'citizen', 'systems', 'representations'],
]

export const LEVELS = [1, 2, 3] as const
export interface Skill {
  key: string
  level: (typeof LEVELS)[number]
}

/** What a form sends of a trace. */
export interface TraceBody {
  title: string
  kind: string
  /** A day. */
  happenedOn: string | null
  place: string
  learnt: string
  parcours: Parcours[]
  skills: Skill[]
  /** Ids, in order. */
  files: string[]
  /** The activity that it answers, for a new one. */
  activity?: string
}

export interface TraceSummary extends Omit<TraceBody, 'files'> {
  id: string
  createdAt: string
  shared: boolean
  thumbnail: ShownFile['thumbnail']
}

export interface Share {
  id: string
  kind: 'member' | 'team' | 'guardians'
  recipient: string | null
  rights: 'read' | 'comment'
  until: string | null
  school: string
  open: boolean
}

export interface TraceComment {
  id: string
  body: string
  skill: string | null
  createdAt: string
  author: string | null
}

export interface Trace extends Omit<TraceBody, 'files'> {
  id: string
  createdAt: string
  files: ShownFile[]
  shares: Share[]
  comments: TraceComment[]
}

export interface ShareBody {
  uai: string
  to: Share['kind']
  id?: string
  rights: Share['rights']
  until: string | null
}

export interface Recipients {
  people: { id: string; name: string }[]
  teams: { id: string; name: string }[]
}

/** My own traces, whatever the school. */
export function useTraces() {
  const api = usePersonApi()
  const school = usePluginApi()
  const at = (id: string) => `/traces/${encodeURIComponent(id)}`
  return {
    key: (...parts: unknown[]) => [...api.key, 'traces', ...parts],
    list: (page: number, parcours?: Parcours | '') =>
      api.get<Page<TraceSummary>>('/traces', { page, parcours }),
    latest: () => api.get<Page<TraceSummary>>('/latest'),
    read: (id: string) => api.get<Trace>(at(id)),
    save: (id: string | undefined, body: TraceBody) =>
      id ? api.put<Trace>(at(id), body) : api.post<Trace>('/traces', body),
    remove: (id: string) => api.delete<void>(at(id)),
    share: (id: string, body: ShareBody) => api.post<Trace>(`${at(id)}/shares`, body),
    takeBack: (id: string, share: string) =>
      api.delete<Trace>(`${at(id)}/shares/${encodeURIComponent(share)}`),
    recipientsKey: [...school.key, 'recipients'],
    recipients: () => school.get<Recipients>('/recipients'),
  }
}
