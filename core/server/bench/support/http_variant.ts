import { setTimeout as sleep } from 'node:timers/promises'
import type { Generator } from './generator.ts'
import type { Load } from './load_process.ts'
import type { MeasuredServer } from './measured_server.ts'
import type { Variant } from './rounds.ts'

/** What is measured of a server: CPU in microseconds a request, p99 in milliseconds, memory in megabytes. */
export type HttpMetric =
  'requests' | 'requestsPerSecond' | 'p99' | 'cpu' | 'postgresCpu' | 'bytes' | 'rss' | 'bad'

/** With what a server is measured. */
export interface Measuring {
  generator: Generator
  /** Microseconds that PostgreSQL has used. */
  postgresCpu: () => number
  load: Omit<Load, 'url'>
}

/** Requests still under way when a slice ends are let out before its CPU is read. */
const LETTING_OUT = 60

/** A server as one of the variants that rounds compare. */
export function httpVariant(
  server: MeasuredServer,
  { generator, postgresCpu, load }: Measuring
): Variant<HttpMetric> {
  return {
    name: server.name,
    async slice() {
      const before = { ...(await server.usage()), postgres: postgresCpu() }
      const result = await generator.load({ ...load, url: server.url })
      await sleep(LETTING_OUT)
      const after = { ...(await server.usage()), postgres: postgresCpu() }
      return {
        ...result,
        cpu: (after.cpu - before.cpu) / result.requests,
        postgresCpu: (after.postgres - before.postgres) / result.requests,
        rss: after.rss / 1e6,
      }
    },
  }
}
