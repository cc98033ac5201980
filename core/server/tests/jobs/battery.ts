import { test } from '@japa/runner'
import { listenTo } from '../../../testing/src/ear.ts'
import { runAce } from '../../../testing/src/ace.ts'
import type { Backend } from './backends.ts'
import { FOLDERS, SCHOOL, until, workshop } from './workshop.ts'

/** What is asked of the jobs wherever the queues live. */
export function jobsBattery(backend: Backend, reason?: string) {
  test.group(`Jobs ${backend.name}`, (group) => {
    if (reason) {
      group.tap((one) => void one.skip(true, reason))
      return
    }
    const { place, query, ask, marks, left } = workshop(group, backend)
    const seen = (key: string) => until(marks, (all) => all.includes(key))

    test('switching on runs the hook, and what a request decides is done once', async ({
      assert,
    }) => {
      await seen('enabled')
      const { status, body } = await ask('mark', 'one')
      assert.equal(status, 200, JSON.stringify(body) + place.host.output())
      assert.lengthOf(body.ids, 1)
      await seen('one')
      await until(left, (rows) => rows.length === 0)
      assert.lengthOf(
        (await marks()).filter((key) => key === 'one'),
        1
      )
    })

    test('what a request undoes is never done', async ({ assert }) => {
      assert.equal((await ask('mark', 'undone', { change: true })).status, 409)
      await ask('mark', 'after')
      await seen('after')
      assert.notInclude(await marks(), 'undone')
      assert.lengthOf(await left(), 0)
    })

    test('one key waits once; what is for later waits', async ({ assert }) => {
      const at = new Date(Date.now() + 3_600_000).toISOString()
      const first = await ask('mark', 'later', { at, dedupeKey: 'k' })
      const second = await ask('mark', 'later', { at, dedupeKey: 'k' })
      assert.isString(first.body.ids[0])
      assert.isNull(second.body.ids[0])
      assert.lengthOf(await left(), 1)
      await query(`update core.outbox set due_at = now() where plugin = 'atelier'`)
      await seen('later')
    })

    test('a job that fails is tried again, then shown with its cause, tried once more or dropped', async ({
      assert,
    }) => {
      await ask('failing', 'lost')
      const [row] = await until(left, (rows) => rows.some(({ failed }) => failed))
      assert.notInclude(await marks(), 'lost')
      const { body } = await place.head.get(`${SCHOOL}/jobs`)
      const shown = body.failed.data[0]
      assert.deepInclude(shown, { id: row!.id, plugin: 'atelier', job: 'failing', attempts: 2 })
      assert.equal(shown.failure.message, 'it never works')
      assert.equal((await place.head.post(`${SCHOOL}/jobs/${row!.id}/retry`)).status, 204)
      await until(left, (rows) => rows.some(({ failed }) => failed))
      assert.equal((await place.head.delete(`${SCHOOL}/jobs/${row!.id}`)).status, 204)
      assert.lengthOf(await left(), 0)
      assert.equal((await place.head.delete(`${SCHOOL}/jobs/${row!.id}`)).status, 404)
    })

    test('while the module is off one job waits, one is forgotten, one runs', async ({
      assert,
    }) => {
      const at = new Date(Date.now() + 600_000).toISOString()
      for (const job of ['mark', 'forgettable', 'unstoppable']) await ask(job, `off ${job}`, { at })
      await place.head.put(`${SCHOOL}/plugins/atelier`, { on: false })
      await seen('disabled')
      await query(`update core.outbox set due_at = now() where plugin = 'atelier'`)
      await seen('off unstoppable')
      const held = await until(left, (rows) => rows.length === 1 && rows[0]!.held)
      assert.equal(held[0]!.job, 'mark')
      assert.notInclude(await marks(), 'off mark')
      await place.head.put(`${SCHOOL}/plugins/atelier`, { on: true })
      await seen('off mark')
      assert.notInclude(await marks(), 'off forgettable')
    })

    test('an event reaches who listens; a plugin speaks in its own name only', async ({
      assert,
    }) => {
      const path = `${SCHOOL}/p/atelier/events`
      assert.equal((await place.head.post(path, { key: 'heard' })).status, 200)
      await seen('heard')
      const forged = await place.head.post(path, { event: 'actualites.made/v1', key: 'forged' })
      assert.equal(forged.status, 500)
    })

    test('a job that is alone never meets itself', async ({ assert }) => {
      await ask('alone', 'alone', { times: 6 })
      const all = await until(
        marks,
        (keys) => keys.filter((key) => key === 'alone').length === 6,
        40
      )
      assert.notInclude(all, 'met another')
    }).timeout(60_000)

    test('a job that takes too long is stopped and leaves nothing', async ({ assert }) => {
      await ask('endless', 'endless')
      const rows = await until(left, (found) => found.some(({ failed }) => failed))
      assert.equal(rows[0]!.failure.code, 'E_JOB_TIMEOUT')
      assert.notInclude(await marks(), 'never')
      await query(`delete from core.outbox where failed_at is not null`)
    })

    test('long work says how far it is to whoever asked', async ({ assert }) => {
      const ear = await listenTo<Heard>(place.head, 'work')
      await ask('long', 'long')
      await seen('long end')
      const events = await until(
        async () => ear.heard,
        (all) => all.some(({ state }) => state === 'done')
      )
      assert.deepInclude(events[0], { state: 'running', done: 1, total: 3, note: 'Pas à pas' })
      ear.stop()
    })

    test('a payload that is no JSON object or too large is refused, nothing is kept', async ({
      assert,
    }) => {
      for (const payload of [[1], 'text', { key: 'x'.repeat(70_000) }]) {
        const { status, body } = await ask('mark', '', { payload })
        assert.equal(status, 422)
        assert.equal(body.errors[0].code, 'E_JOB_PAYLOAD')
      }
      assert.equal((await ask('__proto__', 'x')).status, 500)
      assert.lengthOf(await left(), 0)
    })

    test('a schedule’s tick is done once, in each school where the module is on', async ({
      assert,
    }) => {
      const tick = { plugin: 'atelier', job: 'nightly' }
      const timestamp = Date.now()
      await place.queues.add('core.tick', tick, { timestamp })
      await seen('night')
      await place.queues.add('core.tick', tick, { timestamp })
      await place.queues.add('core.tick', { plugin: '__proto__', job: 'constructor' })
      await ask('mark', 'after the night')
      await seen('after the night')
      await until(left, (rows) => rows.length === 0)
      assert.lengthOf(
        (await marks()).filter((key) => key === 'night'),
        1
      )
      const [schools] = await query<{ count: number }>(
        'select count(distinct school_id)::int as count from plugin_atelier.marks'
      )
      assert.equal(schools!.count, 1)
    })

    test('a forged message of the queue makes nothing happen, and one that lies is traced', async ({
      assert,
    }) => {
      const at = new Date(Date.now() + 600_000).toISOString()
      const { body } = await ask('mark', 'mine', { at })
      const [id] = body.ids as string[]
      const payload = { key: 'forged', schoolId: 'other', plugin: 'atelier' }
      await place.queues.add('atelier.mark', payload, { jobId: crypto.randomUUID() })
      await place.queues.add('atelier.unstoppable', payload, { jobId: id! })
      const traced = () =>
        query<{ object: string }>(`select object from core.audit_log where action = 'job.forged'`)
      assert.deepEqual(await until(traced, (rows) => rows.length > 0), [{ object: id }])
      assert.deepEqual(
        (await left()).map((row) => row.id),
        [id]
      )
      assert.notInclude(await marks(), 'forged')
      await query(`delete from core.outbox where plugin = 'atelier'`)
    })

    test('the migration step runs again on queues that have been used', async ({ assert }) => {
      await ask('mark', 'used')
      await seen('used')
      const env = { PREAU_PLUGINS: FOLDERS.join(':'), ...place.queues.env }
      const { code, out, err } = await runAce(place.database, ['migrate'], env)
      assert.equal(code, 0, out + err)
    })

    test('what a lost queue has forgotten is handed over again, and done once', async ({
      assert,
    }) => {
      await ask('mark', 'found', { at: new Date(Date.now() + 600_000).toISOString() })
      await query(
        `update core.outbox set handed_at = now() - interval '2 minutes' where plugin = 'atelier'`
      )
      await place.queues.lose()
      await seen('found')
      assert.lengthOf(
        (await marks()).filter((key) => key === 'found'),
        1
      )
    })
  })
}

interface Heard {
  state: string
  done?: number
}
