import db from '@adonisjs/lucid/services/db'
import type { ClientBase } from 'pg'
import { pluginRole, withScope } from '#app/scope/index'

interface Line {
  from: string
  /** Hours before now. */
  hours: number
  text: string
}

interface Talk {
  subject: string
  /** Identifiers of those who receive each message that they did not write. */
  among: readonly string[]
  lines: readonly Line[]
}

/** What people of the demonstration have written to one another. */
const TALKS: readonly Talk[] = [
  {
    subject: 'Sortie au musée du 3 décembre',
    among: ['helene.roussel', 'claire.durand', 'karim.benali'],
    lines: [
      {
        from: 'helene.roussel',
        hours: 50,
        text: 'Bonjour, la 5A visite le musée jeudi 3 décembre au matin. Merci de prévoir un pique-nique et un manteau chaud.',
      },
      { from: 'claire.durand', hours: 47, text: 'Bonjour, c’est noté. Merci !' },
    ],
  },
  {
    subject: 'Mon exposé sur Jules Verne',
    among: ['lina.durand', 'helene.roussel'],
    lines: [
      {
        from: 'lina.durand',
        hours: 30,
        text: 'Bonjour Madame, est-ce que je peux présenter « Vingt mille lieues sous les mers » ?',
      },
      {
        from: 'helene.roussel',
        hours: 27,
        text: 'Bonjour Lina, très bon choix. Madame Faure a une belle édition illustrée au CDI.',
      },
    ],
  },
  {
    subject: 'Conseils de classe du premier trimestre',
    among: [
      ...['odile.lambert', 'helene.roussel', 'marc.petit', 'ines.ortega', 'jan.weber'],
      ...['nadia.faure', 'yann.kervella'],
    ],
    lines: [
      {
        from: 'odile.lambert',
        hours: 20,
        text: 'Bonjour à tous, le calendrier des conseils est affiché en salle des professeurs. Merci de saisir les appréciations avant vendredi.',
      },
    ],
  },
]

/** A few threads between people whom the guides know, where there are none yet; who is not of the school is left out. */
export async function seedMessages(core: ClientBase, schoolId: string): Promise<void> {
  const { rows } = await core.query<{ id: string; identifier: string }>(
    `select m.id, a.identifier from core.members m join core.accounts a on a.id = m.account_id
     where m.school_id = $1 and m.ended_at is null and a.identifier = any ($2)`,
    [schoolId, [...new Set(TALKS.flatMap(({ among }) => among))]]
  )
  const people = new Map(rows.map(({ id, identifier }) => [identifier, id]))
  const role = pluginRole('messagerie')
  const entry = { schoolId, role, readOnly: false, locks: ['messagerie'], memberId: null } as const
  await withScope({ kind: 'school', ...entry }, async () => {
    if (await db.from('threads').first()) return
    for (const talk of TALKS)
      if (talk.lines.every(({ from }) => people.has(from))) await writeTalk(talk, people)
  })
}

async function writeTalk({ subject, among, lines }: Talk, people: ReadonlyMap<string, string>) {
  const [thread] = await db
    .insertQuery<{ id: string }>()
    .table('threads')
    .insert({ subject, no_reply: false })
    .returning('id')
  const members = among.flatMap((identifier) => people.get(identifier) ?? [])
  for (const [index, line] of lines.entries())
    await writeLine({
      ...{ subject, line, threadId: thread!.id, members, last: index === lines.length - 1 },
      author: people.get(line.from)!,
    })
}

interface Written {
  subject: string
  line: Line
  threadId: string
  author: string
  members: readonly string[]
  /** The last of a thread is not read yet. */
  last: boolean
}

async function writeLine({ subject, line, threadId, author, members, last }: Written) {
  const at = new Date(Date.now() - line.hours * 3_600_000)
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: line.text }] }]
  const body = JSON.stringify({ type: 'doc', content })
  const folded = `${subject} ${line.text}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const { rows } = await db.rawQuery(
    `insert into messages (thread_id, author_id, subject, body, text, words, sent_at, created_at, saved_at)
     values (?, ?, ?, ?::jsonb, ?, to_tsvector('french', ?), ?, ?, ?) returning id`,
    [threadId, author, subject, body, line.text, folded, at, at, at]
  )
  const message_id: string = rows[0].id
  const others = members.filter((id) => id !== author)
  const row = { message_id, thread_id: threadId, visible_at: at }
  const read = { read_at: at, seen_at: at }
  await db
    .insertQuery()
    .table('recipients')
    .multiInsert([
      { ...row, ...read, member_id: author, kind: 'from', place: 'sent' },
      ...others.map((member_id) => ({
        ...{ ...row, member_id, kind: 'to', place: 'inbox' },
        ...(last ? { read_at: null, seen_at: null } : read),
      })),
    ])
  await db
    .insertQuery()
    .table('targets')
    .multiInsert(others.map((member_id) => ({ message_id, kind: 'to', member_id })))
}
