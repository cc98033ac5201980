import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { TestHost } from '../../../testing/src/host.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until, workshop } from '../jobs/workshop.ts'

const LOOPS = 2
/** Milliseconds between two requests of a loop: the machine has other work. */
const PACE = 20
const WORK = '/api/schools/0990001N/p/atelier/work'

interface Asking {
  url: string
  headers: Record<string, string>
  body: object
}

/** One request on a connection of its own. @throws what the connection throws */
async function post({ url, headers, body }: Asking): Promise<{ status: number; text: string }> {
  const asked = request(url, { method: 'POST', agent: false, headers })
  asked.end(JSON.stringify(body))
  const [answer] = await once(asked, 'response')
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode, text }
}

test.group('A rolling restart', (group) => {
  const { place, marks, left, another } = workshop(group, onPostgres)

  test('loses no request that was taken, and does each work once', async ({ assert }) => {
    const env = { STOP_DELAY: '3', STOP_SECONDS: '30' }
    const started: TestHost[] = []
    const begin = async () => {
      const host = await another(env)
      started.push(host)
      return host
    }
    let serving = [await begin(), await begin()]
    const taken: string[] = []
    const lost: string[] = []
    const { cookies } = place.head
    const headers = {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'x-xsrf-token': cookies.get('XSRF-TOKEN') ?? '',
      'content-type': 'application/json',
    }
    let loading = true
    let count = 0
    /** As a proxy does: to one process after another, and to the next when the first takes no connection. */
    const ask = async () => {
      const key = `k${count++}`
      const body = { job: 'mark', payload: { key } }
      for (const { url } of [...serving, ...serving].slice(count % 2)) {
        try {
          const { status, text } = await post({ url: url + WORK, headers, body })
          if (status === 200 && JSON.parse(text).ids.length === 1) taken.push(key)
          else lost.push(`${key}: ${status}`)
          return
        } catch (error) {
          if ((error as { code?: string }).code === 'ECONNREFUSED') continue
          lost.push(`${key}: ${String(error)}`)
          return
        }
      }
      lost.push(`${key}: nobody took it`)
    }
    const loop = async () => {
      while (loading) {
        await ask()
        await sleep(PACE)
      }
    }
    const loops = Array.from({ length: LOOPS }, loop)

    for (const old of [...serving]) {
      const ended = once(old.child, 'exit')
      old.child.kill('SIGTERM')
      await until(
        () =>
          fetch(`${old.url}/health/ready`).then(
            ({ status }) => status,
            () => 503
          ),
        (status) => status === 503
      )
      serving = serving.filter((one) => one !== old)
      assert.deepEqual(await ended, [0, null])
      serving = [...serving, await begin()]
    }
    loading = false
    await Promise.all(loops)

    assert.deepEqual(lost, [])
    await until(
      async () => (await left()).length,
      (waiting) => waiting === 0,
      60
    )
    assert.sameMembers(
      (await marks()).filter((key) => key.startsWith('k')),
      taken
    )
    await Promise.all(started.map((host) => host.stop()))
  }).timeout(300_000)
})
