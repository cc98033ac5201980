import autocannon from 'autocannon'

/** One request that somebody makes again and again. */
export interface Visit {
  path: string
  headers: Record<string, string>
  /** GET where it is absent. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: string
}

/** How a server is loaded. */
export interface Load {
  url: string
  connections: number
  /** How long it lasts: in seconds, or in requests where that is given. */
  seconds: number
  amount?: number
  /** Shared out over the connections; each goes round its own. */
  visits: Visit[]
}

/** What a load came to; latency in milliseconds. */
export interface LoadResult {
  requests: number
  requestsPerSecond: number
  p50: number
  p99: number
  bytes: number
  /** Answers that are not 2xx, errors and timeouts. */
  bad: number
}

// A process of its own, so that the generator's work is not in the measures' event loop.
process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result))
})
process.channel?.ref()

async function run({ url, connections, seconds, amount, visits }: Load): Promise<LoadResult> {
  let next = 0
  const result = await autocannon({
    ...{ url, connections, duration: seconds, ...(amount ? { amount } : {}) },
    setupClient(client) {
      const own = next++ % connections
      client.setRequests(visits.filter((_visit, index) => index % connections === own))
    },
  })
  const { requests, latency, throughput, non2xx, errors, timeouts } = result
  return {
    requests: requests.total,
    requestsPerSecond: requests.total / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    bytes: throughput.total / requests.total,
    bad: non2xx + errors + timeouts,
  }
}
