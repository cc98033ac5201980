import { createPostgresRelayBackend, Relay } from 'bullmq'
import { onPostgres, onRedis, redisUrl } from '#app/outbox/connections'

const NAMESPACE = 'live'

/** As much of a relay as we use. */
export type OpenRelay = Pick<Relay, 'on' | 'publish' | 'subscribe' | 'close'>

/** Opens this process's end of the relay between the processes. */
export function openRelay(): OpenRelay {
  return redisUrl
    ? new Relay({ ...onRedis(redisUrl, null), namespace: NAMESPACE })
    : new Relay({
        connection: onPostgres,
        namespace: NAMESPACE,
        backend: createPostgresRelayBackend,
      })
}
