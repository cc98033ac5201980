import { usePluginApi } from '@preau/ui'

export interface Problem {
  severity: 'error' | 'warning'
  file: string
  line: number
  code: string
  values: Record<string, string | number>
}

export interface Unknown {
  kind: 'teacher' | 'group'
  key: string
  label: string
  courses: number
}

export interface Counts {
  read?: number
  added?: number
  changed?: number
  removed?: number
  same?: number
}

/** An import as it stands: what it would do, or, once applied, what it has done. */
export interface Plan {
  id: string
  names: string
  /** Monday from which it holds. */
  from: string
  appliedAt: string | null
  counts: Counts
  unknown: Unknown[]
  problems: Problem[]
  lines: number
  /** Whether so much would go that it must be confirmed. */
  much: boolean
}

export interface Applied extends Pick<Plan, 'id' | 'names' | 'from' | 'counts'> {
  appliedAt: string
  author: string | null
}

/** What a name of the files is. */
export type Mapping = { kind: Unknown['kind']; external: string; label: string } & (
  { member: string } | { group: string } | { partOf: string } | { ignored: true }
)

/** A file as it is sent: gzip, in base64. */
export async function packed(file: File): Promise<{ name: string; content: string }> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  const PIECE = 0x8000
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return { name: file.name, content: btoa(text) }
}

/** The calls of this plugin for bringing a timetable in. @public */
export function useImportsApi() {
  const api = usePluginApi()
  const at = (id: string) => `/imports/${encodeURIComponent(id)}`
  return {
    key: (...parts: unknown[]) => [...api.key, 'imports', ...parts],
    everything: api.key,
    applied: () => api.get<{ data: Applied[] }>('/imports'),
    send: (files: { name: string; content: string }[], from: string) =>
      api.post<Plan>('/imports', { files, ...(from && { from }) }),
    plan: (id: string) => api.get<Plan>(at(id)),
    apply: (id: string, confirmed: boolean) =>
      api.post<{ run: string }>(`${at(id)}/apply`, { confirmed }),
    map: (mapping: Mapping) => api.put<void>('/mappings', mapping),
  }
}
