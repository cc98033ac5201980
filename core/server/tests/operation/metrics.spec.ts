import { test } from '@japa/runner'
import { Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until, workshop } from '../jobs/workshop.ts'

const TOKEN = 'a-token-for-the-metrics-of-the-tests'

test.group('Metrics', (group) => {
  const { place, ask, left } = workshop(group, onPostgres, { METRICS_TOKEN: TOKEN })

  async function read(): Promise<string> {
    const prometheus = new Visitor(place.host.url)
    prometheus.headers = { authorization: `Bearer ${TOKEN}` }
    const { status, body } = await prometheus.get('/metrics')
    if (status !== 200) throw new Error(`metrics answer ${status}`)
    return body as string
  }

  test('without the token they are not there', async ({ assert }) => {
    const anybody = new Visitor(place.host.url)
    assert.equal((await anybody.get('/metrics')).status, 404)
    anybody.headers = { authorization: `Bearer ${TOKEN.slice(1)}x` }
    assert.equal((await anybody.get('/metrics')).status, 404)
    assert.equal((await place.head.get('/metrics')).status, 404)
  })

  test('requests are counted by pattern, method and class of status', async ({ assert }) => {
    await place.head.get('/api/schools/0990001N/portal')
    await place.head.get('/api/schools/0990003R/portal')
    const text = await read()
    const count = (labels: string) =>
      Number(new RegExp(`_seconds_count\\{${labels}\\} (\\d+)`).exec(text)?.[1] ?? 0)
    const portal = 'route="/api/schools/:uai/portal",method="GET"'
    assert.isAtLeast(count(`${portal},status="2xx"`), 1)
    assert.isAtLeast(count(`${portal},status="4xx"`), 1)
    assert.notInclude(text, '0990001N')
    assert.notInclude(text, 'head.1')
  })

  test('runs are counted by job and outcome, and what has failed is seen in the outbox', async ({
    assert,
  }) => {
    await ask('mark', 'counted')
    await ask('failing', 'never')
    await until(left, (rows) => rows.length === 1 && rows[0]!.failed)
    const text = await read()
    const runs = (job: string, outcome: string) =>
      `_count{job="atelier.${job}",outcome="${outcome}"} 1`
    assert.include(text, runs('mark', 'done'))
    assert.include(text, runs('failing', 'failed'))
    assert.include(text, runs('failing', 'given-up'))
    assert.include(text, 'preau_outbox_jobs{state="failed"} 1')
    assert.include(text, 'preau_outbox_jobs{state="waiting"} 0')
    assert.include(text, 'preau_outbox_oldest_seconds 0')
  })

  test('pools, the event loop and open pages are seen', async ({ assert }) => {
    assert.include(await read(), 'preau_live_connections 0')
    const page = new AbortController()
    const cookie = [...place.head.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const stream = await fetch(`${place.host.url}/api/me/events`, {
      headers: { cookie, accept: 'text/event-stream' },
      signal: page.signal,
    })
    const text = await read()
    assert.include(text, 'preau_live_connections 1')
    assert.include(text, 'preau_pool_connections{pool="core",state="used"}')
    assert.include(text, 'nodejs_eventloop_lag_p99_seconds')
    page.abort()
    await stream.body?.cancel().catch(() => undefined)
    await until(read, (later) => later.includes('preau_live_connections 0'))
    assert.notInclude(await read(), 'route="/api/me/events"', 'a stream has no duration')
  })
})
