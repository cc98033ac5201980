import { test } from '@japa/runner'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../testing/src/postgres.ts'
import { startHost, type TestHost } from '../../testing/src/host.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { twinSchools, type TwinSchools } from '../../testing/src/world.ts'

const SWITCHES = 200
const NEWS = {
  title: 'Essai',
  body: 'Texte',
  publishAt: '2026-01-01T08:00:00Z',
  expiresAt: null,
  audiences: [{ groupId: null, profile: null }],
}

test.group('Switching while people work, on two processes', (group) => {
  let database: TestDatabase
  let hosts: TestHost[]
  let world: TwinSchools

  group.setup(async () => {
    database = await cloneDatabase()
    world = await twinSchools(database)
    hosts = [await startHost(database), await startHost(database)]
    return async () => {
      await Promise.all(hosts.map((host) => host.stop()))
      await database.drop()
    }
  })

  test('no write commits after a switching off has, and the other process sees it within a second', async ({
    assert,
  }) => {
    const { uai, id } = world.schools[0]!
    const [first, second] = hosts
    const head = await signedIn(first!.url, 'head.1')
    const writers = [await signedIn(first!.url, 'head.1'), await signedIn(second!.url, 'head.1')]
    const readers = [
      await signedIn(first!.url, 'student.1'),
      await signedIn(second!.url, 'student.1'),
    ]
    const news = `/api/schools/${uai}/p/actualites/news`
    let working = true
    const answers = { ok: 0, off: 0, other: 0 }
    const count = ({ status }: { status: number }) => {
      if (status < 300) answers.ok++
      else if (status === 404) answers.off++
      else answers.other++
    }
    const work = async (visitor: Visitor, write: boolean) => {
      while (working) count(await (write ? visitor.post(news, NEWS) : visitor.get(news)))
    }
    const crowd = [
      ...writers.map((one) => work(one, true)),
      ...readers.map((one) => work(one, false)),
    ]
    const rows = async () =>
      asAdmin(database.adminUrl, async (admin) => {
        const { rows: found } = await admin.query<{ count: number }>(
          'select count(*)::int from plugin_actualites.news'
        )
        return found[0]!.count
      })
    let late = 0
    let slowest = 0
    for (let turn = 0; turn < SWITCHES; turn++) {
      const on = turn % 2 === 0
      const { status } = await head.put(`/api/schools/${uai}/plugins/actualites`, { on })
      assert.equal(status, 200)
      if (on) continue
      const after = await rows()
      const began = performance.now()
      while ((await readers[1]!.get(news)).status !== 404)
        assert.isBelow(performance.now() - began, 1_000)
      slowest = Math.max(slowest, performance.now() - began)
      late += (await rows()) - after
    }
    working = false
    await Promise.all(crowd)
    assert.equal(late, 0)
    assert.equal(answers.other, 0)
    assert.isAbove(answers.ok, 0)
    assert.isAbove(answers.off, 0)
    assert.isBelow(slowest, 1_000)
    const ledger = await head.get(`/api/schools/${uai}/plugins/actualites/ledger`)
    assert.equal(ledger.body.meta.total, SWITCHES)
    assert.isString(id)
  }).timeout(120_000)
})
