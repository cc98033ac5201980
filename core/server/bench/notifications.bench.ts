import { asAdmin } from '../../testing/src/postgres.ts'
import { prepareReaders, READERS } from './notifications.world.ts'
import { bootHere } from './support/application_here.ts'
import { checkGates, printTable } from './support/report.ts'
import { pairedRounds, type Variant } from './support/rounds.ts'

// What it costs to tell two thousand people: their audience resolved, their choices and quiet hours heeded.

const ROUNDS = 15
const url = process.env['DATABASE_URL'] ?? ''
const { schoolId, makeNotice } = await prepareReaders(url)
const end = await bootHere()
const { coreQuery, coreTransaction } = await import('#app/core_query')
const { fanOut } = await import('#app/notifications/fan_out')
const { onNudge } = await import('#app/outbox/nudge')
onNudge(() => undefined)

/** Milliseconds to tell one notice, made before. */
function telling(name: string, tell: (noticeId: string) => Promise<unknown>): Variant<'time'> {
  return {
    name,
    async slice() {
      const noticeId = await makeNotice()
      const began = performance.now()
      await tell(noticeId)
      return { time: performance.now() - began }
    },
  }
}

const plain = telling('the same rows, one bare insert … select', (noticeId) =>
  coreTransaction((trx) =>
    coreQuery(
      `insert into core.notifications (school_id, notice_id, member_id, app, mail, visible_at, mail_due)
       select ?, ?, id, true, 'daily', now(), now() + interval '1 day' from core.members where school_id = ?`,
      [schoolId, noticeId, schoolId],
      trx
    )
  )
)
const ours = telling('a notice told', (noticeId) =>
  coreTransaction((trx) => fanOut(trx, { schoolId, noticeId }))
)

for (const variant of [plain, ours]) await variant.slice()
const told = await pairedRounds([plain, ours], ROUNDS)
const rows = await asAdmin(url, async (admin) => {
  const found = await admin.query<{ rows: number }>(
    'select count(*)::int as rows from core.notifications'
  )
  return found.rows[0]!.rows
})
await end()

printTable([
  [`${READERS} readers`, 'ms', 'ratio'],
  ...[plain, ours].map(({ name }) => [
    name,
    told.median(name, 'time').toFixed(1),
    told.ratio(name, plain.name, 'time').toFixed(2),
  ]),
])
const kept = checkGates([
  { what: 'cost of telling, ratio', value: told.ratio(ours.name, plain.name, 'time'), atMost: 3 },
  { what: 'readers without their row', value: READERS * 2 * (ROUNDS + 1) - rows, atMost: 0 },
])
process.exit(kept ? 0 : 1)
