import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { TestHost } from '../../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres, onRedis, withoutRedis, type Backend } from './backends.ts'
import { SCHOOL, until, workshop } from './workshop.ts'

const ENQUEUES = 2000
/** Jobs that one request decides, in one transaction. */
const EACH = 20
const CRASHES = 6

/** How a request ended: the server said yes, or nobody knows. */
interface Asked {
  key: string
  sure: boolean
}

function crashes(backend: Backend, reason?: string) {
  test.group(`Crashes, queues ${backend.name}`, (group) => {
    if (reason) {
      group.tap((one) => void one.skip(true, reason))
      return
    }
    const { place, query, another } = workshop(group, backend, { PREAU_ROLE: 'web' })

    test(`kill -9 during ${ENQUEUES} enqueues loses none and does none twice`, async ({
      assert,
    }) => {
      let web: TestHost = place.host
      let worker = await another({ PREAU_ROLE: 'worker' })
      let visitor: Visitor = place.head
      const asked: Asked[] = []
      let restarting: Promise<unknown> = Promise.resolve()
      const enqueueAll = async () => {
        for (let turn = 0; turn < ENQUEUES / EACH; turn++) {
          const key = `crash ${turn}`
          const body = { job: 'mark', payload: { key }, times: EACH }
          const answer = await visitor
            .post(`${SCHOOL}/p/atelier/work`, body)
            .catch(() => ({ status: 0 }))
          asked.push({ key, sure: answer.status === 200 })
          if (answer.status === 200) continue
          await sleep(20)
          await restarting
        }
      }
      const victims: (() => Promise<void>)[] = [
        async () => {
          web.kill()
          web = place.host = await another({ PREAU_ROLE: 'web' })
          visitor = await signedIn(web.url, 'head.1')
        },
        async () => {
          worker.kill()
          worker = await another({ PREAU_ROLE: 'worker' })
        },
        ...(place.queues.crash ? [place.queues.crash] : []),
      ]
      const crashAll = async () => {
        for (let turn = 0; turn < CRASHES; turn++) {
          await sleep(100 + Math.random() * 500)
          restarting = victims[turn % victims.length]!()
          await restarting
        }
      }
      await Promise.all([enqueueAll(), crashAll()])
      await query(
        `update core.outbox set handed_at = now() - interval '2 minutes' where handed_at is not null`
      )
      const left = async () =>
        (
          await query<{ left: number }>(
            `select count(*)::int as left from core.outbox where plugin = 'atelier'`
          )
        )[0]!.left
      await until(left, (count) => count === 0, 120)
      const rows = await query<{ key: string; count: number }>(
        `select key, count(*)::int as count from plugin_atelier.marks where key like 'crash %' group by key`
      )
      const done = new Map(rows.map(({ key, count }) => [key, count]))
      for (const { key, sure } of asked) {
        const count = done.get(key) ?? 0
        assert.isTrue(count === EACH || (!sure && count === 0), `${key}: ${count}, sure ${sure}`)
      }
      assert.isAbove(asked.filter(({ sure }) => sure).length, CRASHES)
      await worker.stop()
    }).timeout(300_000)
  })
}

crashes(onPostgres)
crashes(onRedis, withoutRedis)
