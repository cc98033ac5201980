import { test } from '@japa/runner'
import { fixture } from '../../../testing/src/migrate.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres, until, workshop, type Backend } from '../jobs/workshop.ts'

const pagesOnly: Backend = {
  name: 'pages only',
  start: async (database) => ({
    ...(await onPostgres.start(database)),
    env: { PREAU_ROLE: 'web' },
  }),
}

test.group('A web process and a worker', (group) => {
  const { place, ask, left, marks } = workshop(group, pagesOnly)
  let worker: TestHost

  async function startWorker() {
    const env = { PREAU_ROLE: 'worker', PREAU_PLUGINS: fixture('atelier') }
    worker = await startHost(place.database, env)
  }

  test('what the web process is asked for waits for a worker, who does it', async ({ assert }) => {
    await ask('mark', 'by the worker')
    const waits = (await left()).filter(({ job }) => job === 'mark')
    assert.lengthOf(waits, 1)
    assert.isEmpty((await marks()).filter((key) => key === 'by the worker'))
    await startWorker()
    await until(marks, (keys) => keys.includes('by the worker'))
  })

  test('a worker answers its supervisors, nobody else', async ({ assert }) => {
    const visitor = new Visitor(worker.url)
    for (const path of ['/health/live', '/health/ready'])
      assert.equal((await visitor.get(path)).status, 200, path)
    for (const path of ['/', '/api/site', '/api/me', '/api/schools/0990001N/portal', '/metrics'])
      assert.equal((await visitor.get(path)).status, 404, path)
    const { status, body } = await visitor.signIn('head.1')
    assert.equal(status, 404)
    assert.equal(body.errors[0].code, 'E_ROUTE_NOT_FOUND')
    await worker.stop()
  })
})
