import type { Page } from '@preau/client'
import { usePluginApi } from '@preau/ui'
import type { Parcours } from './traces.ts'

/** What a teacher asks of a class or group. */
export interface ActivityBody {
  groupId: string
  title: string
  kind: string
  /** A day. */
  happenedOn: string | null
  place: string
  prompts: string
  parcours: Parcours[]
}

export interface Activity extends Omit<ActivityBody, 'groupId'> {
  id: string
  group: string | null
}

export interface AssignedActivity extends Activity {
  answers: number
  pupils: number
}

/** The activities of this school: those asked of me, those that I ask. @public */
export function useActivities() {
  const api = usePluginApi()
  const at = (id: string) => encodeURIComponent(id)
  return {
    key: (...parts: unknown[]) => [...api.key, 'activities', ...parts],
    toDo: () => api.get<Page<Activity>>('/activities'),
    answer: (id: string) => api.put<void>(`/activities/${at(id)}/answer`),
    assigned: (page: number) => api.get<Page<AssignedActivity>>('/assigned', { page }),
    pupils: async (id: string) =>
      (
        await api.get<{ data: { id: string; name: string; done: boolean }[] }>(
          `/assigned/${at(id)}`
        )
      ).data,
    groups: async () => (await api.get<{ data: { id: string; name: string }[] }>('/groups')).data,
    assign: (body: ActivityBody) => api.post<{ id: string }>('/assigned', body),
    remove: (id: string) => api.delete<void>(`/assigned/${at(id)}`),
  }
}
