import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { startHost, type TestHost } from '../../../testing/src/host.ts'
import { asAdmin } from '../../../testing/src/postgres.ts'
import { countSql } from '../../../testing/src/sql_counter.ts'
import { signedIn, type Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE, TWO } from '../arena.ts'

const CROWD = 2000
/** Milliseconds for a pause to be seen by another process, however busy the machine is. */
const PATIENCE = 20_000
const P = `${ONE}/p/messagerie`
const BODY = {
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Bonjour' }] }],
}
const NOWHERE = '01900000-0000-7000-8000-000000000000'

test.group('Messages, over processes that are killed and that are two', (group) => {
  const here = arena(group, { hosts: 2, works: false })
  let group5B: string
  group.tap((one) => void one.timeout(120_000))

  group.setup(async () => {
    const [one] = here.world.schools
    group5B = one!.groups['5B']!
    await here.query(
      `with people as (insert into core.accounts (given_name, family_name)
         select 'Élève', n::text from generate_series(1, ${CROWD}) as n returning id, family_name),
       pupils as (insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
         select $1, id, 'student', array['student'], 'Élève', family_name, 'Élève ' || family_name from people returning id)
       insert into core.group_members (school_id, group_id, member_id) select $1, $2, id from pupils`,
      [one!.id, group5B]
    )
    await here.query('analyze')
    for (const [number, school] of [ONE, TWO].entries()) {
      const head = await here.as(`head.${number + 1}`)
      await head.put(`${school}/plugins/messagerie`, { on: true })
    }
  })

  async function write(head: Visitor, id = randomUUID(), more: object = {}): Promise<string> {
    const target = { kind: 'to', member: null, guardians: false, everyone: false }
    const { status, body } = await head.put(`${P}/drafts/${id}`, {
      ...{ threadId: null, subject: 'À tous', body: BODY, files: [], noReply: true, sendAt: null },
      targets: [{ ...target, group: group5B, profile: 'student', ...more }],
    })
    if (status !== 200) throw new Error(JSON.stringify(body))
    return id
  }
  const send = (head: Visitor, id: string, confirmed = CROWD) =>
    head.post(`${P}/drafts/${id}/send`, { confirmed })

  /** What is there of a message: its rows, those that tell of it, whether it has been sent. */
  async function traces(id: string) {
    const [found] = await here.query<{
      rows: number
      threads: number
      told: number
      sent: boolean
    }>(
      `select (select count(*)::int from plugin_messagerie.recipients where message_id = $1) as rows,
         (select count(*)::int from core.notices where object = $1::text) as told,
         (select sent_at is not null from plugin_messagerie.messages where id = $1) as sent`,
      [id]
    )
    return found
  }

  for (const [where, table] of [
    ['before a row is written', 'plugin_messagerie.threads'],
    ['once all rows are written and before they are kept', 'core.notices'],
  ] as const)
    test(`a process killed ${where} leaves nothing of a sending to ${CROWD}; sent again it arrives whole`, async ({
      assert,
    }) => {
      const doomed = await startHost(here.database, { ...here.env, PREAU_ROLE: 'web' })
      const head = await signedIn(doomed.url, 'head.1')
      const id = await write(head)
      await asAdmin(here.database.adminUrl, async (admin) => {
        await admin.query(`begin; lock table ${table} in exclusive mode`)
        const answer = send(head, id).catch(() => 'cut')
        await untilWaiting(table)
        await doomed.kill()
        assert.equal(await answer, 'cut')
        await admin.query('rollback')
      })
      assert.deepEqual(await traces(id), { rows: 0, told: 0, sent: false })
      const again = await send(await here.as('head.1'), id)
      assert.equal(again.status, 200, JSON.stringify(again.body))
      assert.deepEqual(await traces(id), { rows: CROWD + 1, told: 1, sent: true })
    })

  /** Waits until a backend waits for the table's lock. */
  async function untilWaiting(table: string): Promise<void> {
    for (;;) {
      const found = await here.query(
        'select from pg_locks where not granted and relation = $1::regclass',
        [table]
      )
      if (found.length) return
      await sleep(20)
    }
  }

  test('a process killed after its answer leaves all of it', async ({ assert }) => {
    const doomed = await startHost(here.database, { ...here.env, PREAU_ROLE: 'web' })
    const head = await signedIn(doomed.url, 'head.1')
    const id = await write(head)
    assert.equal((await send(head, id)).status, 200)
    await doomed.kill()
    assert.deepEqual(await traces(id), { rows: CROWD + 1, told: 1, sent: true })
  })

  test('a sending takes four statements for one reader and for two thousand, and few jobs', async ({
    assert,
  }) => {
    const counter = await countSql(here.database.adminUrl)
    // the transaction's own: the queue is told of its jobs afterwards, by the core
    const counted = { ...here.database, appUrl: counter.through(here.database.appUrl) }
    const host: TestHost = await startHost(counted, { ...here.env, PREAU_ROLE: 'web' })
    try {
      const head = await signedIn(host.url, 'head.1')
      const trips = async (work: () => Promise<unknown>) => (await counter.during(work)).trips
      const alone = {
        group: null,
        profile: null,
        member: here.world.schools[0]!.members['teacher'],
      }
      await send(head, await write(head), CROWD)
      // signing in, entering and leaving a scope are there with any write: this one asks one question
      const around = (await trips(() => head.post(`${P}/messages/${NOWHERE}/cancel`))) - 1
      const small = await write(head, undefined, alone)
      const large = await write(head)
      const toOne = await trips(async () => assert.equal((await send(head, small, 1)).status, 200))
      const jobs = async () => (await here.query('select from core.outbox')).length
      const before = await jobs()
      const toAll = await trips(async () => assert.equal((await send(head, large)).status, 200))
      assert.equal(toAll, toOne)
      assert.isAtMost(toAll - around, 4)
      assert.isAtMost((await jobs()) - before, 20)
    } finally {
      await host.stop()
      counter.stop()
    }
  })

  test('a pause is soon there on the other process: nobody, staff only, reading only; in that school alone', async ({
    assert,
  }) => {
    const head = await here.as('head.1')
    const people = {
      pupil: await here.as('student.1', 1),
      teacher: await here.as('teacher.1', 1),
    }
    const stranger = await here.as('student.2', 1)
    const path = `${ONE}/plugins/messagerie/pause`
    const answers = async (who: Visitor) => [
      (await who.get(`${P}/threads`)).status,
      (await who.post(`${P}/recipients/count`, { targets: [], threadId: null })).status,
    ]
    const until = async (who: Visitor, expected: number[]) => {
      const began = performance.now()
      while (JSON.stringify(await answers(who)) !== JSON.stringify(expected))
        assert.isBelow(performance.now() - began, PATIENCE, `${expected}`)
    }
    const families = ['student', 'guardian']
    for (const [pause, pupil, teacher] of [
      [{ mode: 'off', profiles: [] }, [404, 404], [404, 404]],
      [{ mode: 'off', profiles: families }, [404, 404], [200, 200]],
      [{ mode: 'read-only', profiles: [] }, [200, 404], [200, 404]],
      [{ mode: 'read-only', profiles: families }, [200, 404], [200, 200]],
    ] as const) {
      await head.put(path, { ...pause, until: null, reason: 'Exercice' })
      await until(people.pupil, [...pupil])
      await until(people.teacher, [...teacher])
      const { body } = await people.pupil.get(`${ONE}/portal`)
      assert.deepEqual(body.pauses, [
        ...[
          {
            plugin: 'messagerie',
            name: 'Messagerie',
            mode: pause.mode,
            until: null,
            reason: 'Exercice',
          },
        ],
      ])
      assert.equal((await stranger.get(`${TWO}/p/messagerie/threads`)).status, 200)
    }
    await head.delete(path)
    await until(people.pupil, [200, 200])
    assert.deepEqual((await people.pupil.get(`${ONE}/portal`)).body.pauses, [])
  })
})
