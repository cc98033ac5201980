import { useLiveLook } from '@preau/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useMessagesApi } from './messages.ts'

/** Milliseconds over which pages that are told together look again. */
const SPREAD = 1500

/** Looks again when the bell rings: a message may have arrived. @public */
export function useArriving(): void {
  const client = useQueryClient()
  const api = useMessagesApi()
  useLiveLook('notifications', () => void client.invalidateQueries({ queryKey: api.key() }), SPREAD)
}
