import { test } from '@japa/runner'
import { listenTo } from '../../../testing/src/ear.ts'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { onPostgres, onRedis, withoutRedis, type Backend } from '../jobs/backends.ts'
import { until } from '../jobs/workshop.ts'
import { FIRST, newsroom } from './newsroom.ts'

for (const backend of [onPostgres, onRedis])
  live(backend, backend === onRedis ? withoutRedis : undefined)

/** What open pages hear, wherever the queues live and whichever process they are connected to. */
function live(backend: Backend, reason?: string) {
  test.group(`Live, over two processes, ${backend.name}`, (group) => {
    if (reason) {
      group.tap((one) => void one.skip(true, reason))
      return
    }
    let second: TestHost
    const room = newsroom(group, (database) => backend.start(database))
    group.setup(async () => {
      second = await startHost(room.database, { ...room.env, PREAU_ROLE: 'web' })
      return () => second.stop()
    })

    test('a reader hears of a notice on every process, and that it was read elsewhere; others hear nothing', async ({
      assert,
    }) => {
      const pupil = await room.as('student.1')
      const here = await listenTo(pupil, 'notifications')
      const there = await listenTo(pupil, 'notifications', second.url)
      const stranger = await listenTo(await room.as('student.2'), 'notifications', second.url)
      await room.publish(FIRST, { title: 'En direct' })
      for (const ear of [here, there])
        await until(
          async () => ear.heard.length,
          (count) => count === 1,
          30
        )
      assert.deepEqual(here.heard, [{}])
      const until_ = new Date().toISOString()
      await pupil.post('/api/me/notifications/read', { until: until_ })
      for (const ear of [here, there])
        await until(
          async () => ear.heard.length,
          (count) => count === 2,
          30
        )
      assert.lengthOf(stranger.heard, 0)
      for (const ear of [here, there, stranger]) ear.stop()
    })

    test('what waited for the opening is heard at the opening', async ({ assert }) => {
      await room.hours(FIRST, 'closed')
      const ear = await listenTo(await room.as('student.1'), 'notifications', second.url)
      const teacher = await listenTo(await room.as('teacher.1'), 'notifications')
      await room.publish(FIRST, { title: 'Au matin' })
      await until(
        async () => teacher.heard.length,
        (count) => count === 1,
        30
      )
      assert.lengthOf(ear.heard, 0)
      await room.opens()
      await until(
        async () => ear.heard.length,
        (count) => count === 1,
        30
      )
      ear.stop()
      teacher.stop()
    })
  })
}
