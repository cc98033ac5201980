import { test } from '@japa/runner'
import { createTestHost, type PluginHost } from '@preau/testing'
import __ident__ from '../plugin.ts'

test.group('__title__: __table__', (group) => {
  let host: PluginHost
  group.setup(async () => {
    host = await createTestHost({ plugins: [__ident__] })
    return () => host.close()
  })

  test('what a teacher writes is found, and only he takes it away', async ({ assert }) => {
    const school = await host.school()
    const [teacher, other] = [await school.member('teacher'), await school.member('teacher')]
    const made = await teacher.post('/__path__', { title: 'Essai' })
    assert.equal(made.status, 201)
    const { id } = made.body as { id: string }
    const found = await other.get('/__path__?q=essai')
    assert.include(found.body, { meta: { page: 1, perPage: 20, total: 1 } })
    assert.equal((await other.delete(`/__path__/${id}`)).status, 404)
    assert.equal((await teacher.delete(`/__path__/${id}`)).status, 204)
  })
})
