import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { Visitor } from '../../../testing/src/visitor.ts'
import { until } from '../jobs/workshop.ts'
import { tcpProxy } from './tcp_proxy.ts'

/** Nothing listens there. */
const NO_REDIS = { REDIS_URL: 'redis://127.0.0.1:1' }

const ready = (host: TestHost) => new Visitor(host.url).get('/health/ready')

test.group('Health', (group) => {
  let database: TestDatabase
  const hosts: TestHost[] = []

  group.setup(async () => {
    database = await cloneDatabase()
    return () => database.drop()
  })
  group.each.teardown(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()))
  })

  group.each.timeout(90_000)

  async function started(env: Record<string, string> = {}, from = database) {
    const host = await startHost(from, env)
    hosts.push(host)
    return host
  }

  test('a process that has what it needs is ready', async ({ assert }) => {
    const { status, body } = await ready(await started())
    assert.equal(status, 200)
    assert.deepEqual(body, {
      status: 'ok',
      checks: { database: 'ok', scope: 'ok', plugins: {}, queue: 'ok', storage: 'ok' },
    })
  })

  test('while the database says nothing a process is not ready, and says so; then it is again', async ({
    assert,
  }) => {
    const { hostname, port } = new URL(database.adminUrl)
    const line = await tcpProxy({ host: hostname, port: Number(port) })
    const through = (url: string) => Object.assign(new URL(url), { port: line.port }).toString()
    const host = await started(
      {},
      {
        ...database,
        appUrl: through(database.appUrl),
        coreUrl: through(database.coreUrl),
        queueUrl: through(database.queueUrl),
      }
    )
    assert.equal((await ready(host)).status, 200)
    line.fallSilent()
    const down = await until(
      () => ready(host),
      ({ status }) => status === 503
    )
    assert.equal(down.body.status, 'down')
    assert.equal(down.body.checks.database, 'down')
    assert.equal((await new Visitor(host.url).get('/health/live')).status, 200)
    line.speak()
    await until(
      () => ready(host),
      ({ status }) => status === 200
    )
    line.stop()
  })

  test('pages go on without the queue: a web process is degraded, and ready', async ({
    assert,
  }) => {
    const { status, body } = await ready(await started({ ...NO_REDIS, PREAU_ROLE: 'web' }))
    assert.equal(status, 200)
    assert.equal(body.status, 'degraded')
    assert.equal(body.checks.queue, 'down')
  })

  test('a worker without its queue is not ready', async ({ assert }) => {
    const { status, body } = await ready(await started({ ...NO_REDIS, PREAU_ROLE: 'worker' }))
    assert.equal(status, 503)
    assert.equal(body.status, 'down')
  })
})
