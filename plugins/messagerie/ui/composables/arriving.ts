import { useLiveLook } from '@preau/ui'
import { useRenewal } from './messages.ts'

/** Milliseconds over which pages that are told together look again. */
const SPREAD = 1500

/** Looks again when the bell rings: a message may have arrived. @public */
export function useArriving(): void {
  const renew = useRenewal()
  useLiveLook('notifications', () => void renew(), SPREAD)
}
