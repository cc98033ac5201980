import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { asAdmin } from '../../testing/src/postgres.ts'
import { signedIn } from '../../testing/src/visitor.ts'
import { twinSchools } from '../../testing/src/world.ts'
import { benchDatabase } from './support/bench_database.ts'
import { application, startServer } from './support/measured_server.ts'
import { checkGates, printTable } from './support/report.ts'
import { pairedRounds, type Variant } from './support/rounds.ts'

// A message to two thousand, through HTTP with its rules, notice and jobs, against its bare statements.

const CROWD = 2000
const ROUNDS = 15
const WARMING = 5
const WORDS = 'Bonjour, la réunion est avancée.'
const BODY = {
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: WORDS }] }],
}

const url = process.env['DATABASE_URL'] ?? ''
const { schools } = await twinSchools(benchDatabase(url))
const [school] = schools
const group = school!.groups['5B']!
await asAdmin(url, async (admin) => {
  await admin.query(
    `with people as (insert into core.accounts (given_name, family_name)
       select 'Élève', n::text from generate_series(1, ${CROWD}) as n returning id, family_name),
     pupils as (insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
       select $1, id, 'student', array['student'], 'Élève', family_name, 'Élève ' || family_name from people returning id)
     insert into core.group_members (school_id, group_id, member_id) select $1, $2, id from pupils`,
    [school!.id, group]
  )
  await admin.query('vacuum analyze')
})

const server = await startServer(application())
const head = await signedIn(server.url, 'head.1')
const path = `/api/schools/${school!.uai}`
await head.put(`${path}/plugins/messagerie`, { on: true })

const target = { kind: 'to', member: null, guardians: false, everyone: false }
const ours: Variant<'time'> = {
  name: 'Préau',
  async slice() {
    const draft = `${path}/p/messagerie/drafts/${randomUUID()}`
    const kept = await head.put(draft, {
      ...{ threadId: null, subject: 'Réunion', body: BODY, files: [], noReply: true, sendAt: null },
      targets: [{ ...target, group, profile: 'student' }],
    })
    const began = performance.now()
    const { status, body } = await head.post(`${draft}/send`, { confirmed: CROWD })
    const time = performance.now() - began
    if (status !== 200 || body.total !== CROWD)
      throw new Error(JSON.stringify({ kept: kept.body, body }))
    return { time }
  },
}

const client = new pg.Client({ connectionString: url })
await client.connect()
const author = school!.members['head']!
const byHand: Variant<'time'> = {
  name: 'bare statements',
  async slice() {
    const began = performance.now()
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>(
      `insert into plugin_messagerie.threads (school_id, subject, no_reply) values ($1, 'Réunion', true) returning id`,
      [school!.id]
    )
    const thread = rows[0]!.id
    const sent = await client.query<{ id: string }>(
      `insert into plugin_messagerie.messages (school_id, thread_id, author_id, subject, body, text, words, sent_at)
       values ($1, $2, $3, 'Réunion', $4, $5::text, to_tsvector('french', $5::text), now()) returning id`,
      [school!.id, thread, author, JSON.stringify(BODY), WORDS]
    )
    await client.query(
      `insert into plugin_messagerie.recipients (school_id, message_id, thread_id, member_id, kind, place, visible_at)
       select school_id, $2, $3, member_id, 'to', 'inbox', now() from core.group_members where school_id = $1 and group_id = $4`,
      [school!.id, sent.rows[0]!.id, thread, group]
    )
    await client.query('commit')
    return { time: performance.now() - began }
  },
}

for (let turn = 0; turn < WARMING; turn++) for (const one of [byHand, ours]) await one.slice()
const rounds = await pairedRounds([byHand, ours], ROUNDS)
await client.end()
await server.stop()

printTable([
  [`to ${CROWD}`, 'ms', 'ratio'],
  ...[byHand, ours].map(({ name }) => [
    name,
    rounds.median(name, 'time').toFixed(1),
    rounds.ratio(name, byHand.name, 'time').toFixed(2),
  ]),
])
const ratio = rounds.ratio(ours.name, byHand.name, 'time')
process.exitCode = checkGates([{ what: 'a sending, ratio', value: ratio, atMost: 3 }]) ? 0 : 1
