import { usePluginApi } from '@preau/ui'

export interface Part {
  id: string
  name: string
  group: string
  members: string[]
}

export interface Pupil {
  id: string
  name: string
  inside: boolean
}

/** The calls of this plugin about the parts of classes. @public */
export function usePartsApi() {
  const api = usePluginApi()
  const at = (id: string) => `/parts/${encodeURIComponent(id)}`
  return {
    key: (...parts: unknown[]) => [...api.key, 'parts', ...parts],
    list: () => api.get<{ data: Part[] }>('/parts'),
    pupils: (id: string) => api.get<{ pupils: Pupil[] }>(at(id)),
    save: (id: string, members: string[]) => api.put<{ members: string[] }>(at(id), { members }),
  }
}
