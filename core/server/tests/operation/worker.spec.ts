import { test } from '@japa/runner'
import type { TestHost } from '../../../testing/src/host.ts'
import { Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until, workshop } from '../jobs/workshop.ts'

test.group('A web process and a worker', (group) => {
  const { ask, left, marks, another } = workshop(group, onPostgres, { PREAU_ROLE: 'web' })
  group.each.timeout(90_000)

  let worker: TestHost

  test('what the web process is asked for waits for a worker, who does it', async ({ assert }) => {
    await ask('mark', 'by the worker')
    const waits = (await left()).filter(({ job }) => job === 'mark')
    assert.lengthOf(waits, 1)
    assert.isEmpty((await marks()).filter((key) => key === 'by the worker'))
    worker = await another({ PREAU_ROLE: 'worker' })
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
