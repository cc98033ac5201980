import { test } from '@japa/runner'
import { createTestHost, type PluginHost } from '@preau/testing'
import __ident__ from '../plugin.ts'

test.group('__title__', (group) => {
  let host: PluginHost
  group.setup(async () => {
    host = await createTestHost({ plugins: [__ident__] })
    return () => host.close()
  })

  test('greets a pupil by name', async ({ assert }) => {
    const school = await host.school()
    const pupil = await school.member('student')
    const answer = await pupil.get('/')
    assert.equal(answer.status, 200)
    assert.include((answer.body as { message: string }).message, pupil.name)
  })
})
