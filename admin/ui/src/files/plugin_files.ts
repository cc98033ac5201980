import type { UploadedFile, UploadOptions, UploadRules } from '@preau/client'
import { useQuery } from '@tanstack/vue-query'
import { usePluginScope } from '../composables/plugin_scope.ts'

/** Files for one of this plugin's tables, in this school: what may be sent, and sending it. */
export function usePluginFiles(table: string) {
  const { plugin, portal, http } = usePluginScope()
  const { uai } = portal.value.school
  const path = `/api/schools/${uai}/uploads/${plugin}/${encodeURIComponent(table)}`
  const { data: rules } = useQuery({
    queryKey: ['uploads', uai, plugin, table],
    queryFn: () => http.get<UploadRules>(path),
  })
  return {
    /** Undefined until they are known. */
    rules,
    /** Sends one file; its id is then given with the object that it belongs to. @throws ApiFailure */
    upload: (file: File, options?: UploadOptions) => http.upload<UploadedFile>(path, file, options),
  }
}
