import { once } from 'node:events'
import { test } from '@japa/runner'
import pg from 'pg'
import type { TestHost } from '../../../testing/src/host.ts'
import { Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until, workshop } from '../jobs/workshop.ts'

const MARKS = '/api/schools/0990001N/p/atelier/marks'

test.group('A process that is asked to stop', (group) => {
  const { place, left, marks, another: start } = workshop(group, onPostgres)

  group.each.timeout(90_000)

  /** Another process beside the workshop's, with its head signed in. */
  async function another(env: Record<string, string> = {}) {
    const host = await start(env)
    const head = new Visitor(host.url)
    for (const [name, value] of place.head.cookies) head.cookies.set(name, value)
    return { host, head }
  }

  /** Whoever reads or writes the plugin's table waits until it is let go. */
  async function lockMarks() {
    const client = new pg.Client({ connectionString: place.database.adminUrl })
    await client.connect()
    await client.query('begin; lock table plugin_atelier.marks in access exclusive mode')
    return () => client.end()
  }

  async function someoneWaits() {
    const client = new pg.Client({ connectionString: place.database.adminUrl })
    await client.connect()
    const waiting = async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      )
      return rowCount ?? 0
    }
    await until(waiting, (count) => count > 0).finally(() => client.end())
  }

  function terminate({ child }: TestHost): Promise<(number | null)[]> {
    const ended = once(child, 'exit') as Promise<(number | null)[]>
    child.kill('SIGTERM')
    return ended
  }

  test('it ends the open event streams, and itself', async ({ assert }) => {
    const { host, head } = await another()
    const cookie = [...head.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const stream = await fetch(`${host.url}/api/me/events`, {
      headers: { cookie, accept: 'text/event-stream' },
    })
    const read = stream.text()
    const [code] = await terminate(host)
    assert.include(await read, 'event: hello')
    assert.equal(code, 0)
  })

  /** Resolves when a process takes no more connections. */
  const closed = ({ url }: TestHost) =>
    until(
      () =>
        fetch(url).then(
          () => 'open',
          () => 'closed'
        ),
      (state) => state === 'closed'
    )

  test('a request that it has begun is answered whole', async ({ assert }) => {
    const { host, head } = await another({ PREAU_ROLE: 'web', STOP_SECONDS: '60' })
    const letGo = await lockMarks()
    const answer = head.get(MARKS)
    await someoneWaits()
    const ended = terminate(host)
    await closed(host)
    await letGo()
    const { status, body, headers } = await answer
    assert.equal(status, 200)
    assert.isArray(body.data)
    assert.equal(headers.get('connection'), 'close')
    assert.deepEqual(await ended, [0, null])
  })

  test('it takes up no more work, and finishes the run that it has begun', async ({ assert }) => {
    await place.host.stop()
    const { host, head } = await another({ STOP_SECONDS: '60' })
    const letGo = await lockMarks()
    await head.post('/api/schools/0990001N/p/atelier/work', {
      job: 'mark',
      payload: { key: 'begun' },
    })
    await someoneWaits()
    const ended = terminate(host)
    await closed(host)
    await letGo()
    assert.deepEqual(await ended, [0, null])
    assert.include(await marks(), 'begun')
    assert.isEmpty((await left()).filter(({ job }) => job === 'mark'))
  })

  test('it ends in a bounded time, whatever does not', async ({ assert }) => {
    const { host, head } = await another({ STOP_SECONDS: '1' })
    const letGo = await lockMarks()
    const lost = head.get(MARKS).catch(() => 'cut')
    await someoneWaits()
    await terminate(host)
    assert.equal(await lost, 'cut')
    await letGo()
  })

  test('for the notice that it was told to give it says that it is not ready, and answers', async ({
    assert,
  }) => {
    const { host, head } = await another({ STOP_DELAY: '2', PREAU_ROLE: 'web' })
    const ended = terminate(host)
    const { body } = await until(
      () => new Visitor(host.url).get('/health/ready'),
      ({ status }) => status === 503
    )
    assert.equal(body.status, 'stopping')
    assert.equal((await head.get('/api/me')).status, 200)
    assert.deepEqual(await ended, [0, null])
  })
})
