import { usePluginApi } from '@preau/ui'
import type { Page, UploadedFile } from '@preau/client'
import type {
  Copy,
  Did,
  Encoding,
  Found,
  Group,
  Held,
  Import,
  ImportLine,
  LateLoan,
  ListBody,
  ListSummary,
  Lookup,
  Mine,
  Narrowing,
  Reader,
  ReaderName,
  ReadingList,
  RecordForm,
  RecordShown,
  Results,
  WholeRecord,
} from './types.ts'

/** The calls of this plugin, and the keys under which their answers are kept. */
export function useCdi() {
  const api = usePluginApi()
  return {
    ...catalogue(api),
    ...desk(api),
    ...imports(api),
    ...lists(api),
    key: (...parts: unknown[]) => [...api.key, ...parts],
    download: api.download,
  }
}

type Api = ReturnType<typeof usePluginApi>

const catalogue = (api: Api) => ({
  search: (q: string, page: number, by: Narrowing) =>
    api.get<Results>('/records', { q, page, ...by }),
  suggest: (q: string, signal?: AbortSignal) =>
    api.get<{ data: Pick<Found, 'id' | 'title' | 'authors'>[] }>('/suggestions', { q }, signal),
  record: (id: string) => api.get<RecordShown>(`/records/${id}`),
  fields: (id: string) => api.get<WholeRecord>(`/records/${id}/fields`),
  save: (id: string | undefined, form: RecordForm) =>
    id
      ? api.put<{ id: string }>(`/records/${id}`, form)
      : api.post<{ id: string }>('/records', form),
  removeRecord: (id: string) => api.delete<void>(`/records/${id}`),
  addCopy: (id: string, copy: Partial<Copy>) =>
    api.post<{ id: string; barcode: string }>(`/records/${id}/copies`, copy),
  saveCopy: (id: string, copy: Partial<Copy>) => api.put<{ id: string }>(`/copies/${id}`, copy),
  removeCopy: (id: string) => api.delete<void>(`/copies/${id}`),
})

const desk = (api: Api) => ({
  scan: (body: { code: string; memberId?: string; copyId?: string; anyway?: boolean }) =>
    api.post<Did>('/scans', body),
  readers: (q: string) => api.get<{ data: ReaderName[] }>('/readers', { q }),
  reader: (id: string) => api.get<Reader>(`/readers/${id}`),
  renew: (id: string) => api.post<{ dueOn: string }>(`/loans/${id}/renewals`),
  reserve: (id: string) =>
    api.post<{ id: string; until: string | null }>(`/records/${id}/reservations`),
  giveUp: (id: string) => api.delete<void>(`/reservations/${id}`),
  mine: () => api.get<Mine>('/mine'),
  late: (page: number, group: string) => api.get<Page<LateLoan>>('/late', { page, group }),
  remind: (group: string | null) => api.post<{ told: number }>('/late/notices', { group }),
  held: (page: number) => api.get<Page<Held>>('/held', { page }),
})

const imports = (api: Api) => ({
  imports: (page: number) => api.get<Page<Import>>('/imports', { page }),
  import: (id: string) => api.get<Import>(`/imports/${id}`),
  lines: (id: string, page: number, outcome: string) =>
    api.get<Page<ImportLine>>(`/imports/${id}/lines`, { page, outcome }),
  begin: (file: UploadedFile) => api.post<{ id: string }>('/imports', { file: file.id }),
  step: (id: string, step: 'read' | 'run' | 'undo', encoding?: Encoding) =>
    api.post<{ state: string }>(`/imports/${id}/${step}`, encoding ? { encoding } : {}),
  lookUp: (isbn: string) => api.post<{ id?: string; known?: string }>('/lookups', { isbn }),
  lookup: (id: string) => api.get<Lookup>(`/lookups/${id}`),
  take: (id: string, which: number) => api.post<{ id: string }>(`/lookups/${id}/take`, { which }),
})

const lists = (api: Api) => ({
  lists: (page: number, mine: boolean) =>
    api.get<Page<ListSummary>>('/lists', { page, ...(mine ? { mine: '1' } : {}) }),
  list: (id: string) => api.get<ReadingList>(`/lists/${id}`),
  saveList: (id: string | undefined, body: ListBody) =>
    id ? api.put<{ id: string }>(`/lists/${id}`, body) : api.post<{ id: string }>('/lists', body),
  removeList: (id: string) => api.delete<void>(`/lists/${id}`),
  groups: () => api.get<{ data: Group[] }>('/groups'),
})
