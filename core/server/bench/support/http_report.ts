import type { HttpMetric } from './http_variant.ts'
import { printTable } from './report.ts'
import type { Rounds } from './rounds.ts'

const COLUMNS = {
  'req/s': 'requestsPerSecond',
  'p99 ms': 'p99',
  'Node µs': 'cpu',
  'PG µs': 'postgresCpu',
  bytes: 'bytes',
  'RSS MB': 'rss',
} as const satisfies Record<string, HttpMetric>

/** Prints servers side by side, medians over the rounds; then each one's ratio to the first. */
export function printServers(
  rounds: Rounds<HttpMetric>,
  servers: readonly { name: string; trips: number }[]
): void {
  const [base, ...others] = servers
  const metrics = Object.values(COLUMNS)
  const ratios = others.map(({ name, trips }) => [
    `ratio of ${name}`,
    ...metrics.map((metric) => rounds.ratio(name, base!.name, metric).toFixed(2)),
    (trips / base!.trips).toFixed(2),
  ])
  const medians = servers.map(({ name, trips }) => [
    name,
    ...metrics.map((metric) => rounds.median(name, metric).toFixed(0)),
    String(trips),
  ])
  printTable([['', ...Object.keys(COLUMNS), 'SQL trips'], ...medians, ...ratios])
}
