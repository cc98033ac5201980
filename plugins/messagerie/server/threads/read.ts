import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { worksHere, type MailScope } from '../scope.ts'
import type { TextNode } from '../text/document.ts'

const PER_PAGE = 50

interface Row {
  id: string
  subject: string
  no_reply: boolean
  started: boolean
  body: TextNode | null
  author: string | null
  author_id: string | null
  sent_at: Date
  visible_at: Date
  unread: boolean
  starred: boolean
  place: string
  recalled_at: Date | null
  removed_at: Date | null
  total: number
  delivered: number
  read: number
  waiting: Date | null
  watched: boolean
  targets: { name: string; profile: string | null; guardians: boolean; everyone: boolean }[]
}

/** Of the targets, those whose names the reader may see: all, for the author and staff; else groups, staff and himself. */
const SHOWN_TARGETS = `coalesce((
  select jsonb_agg(jsonb_build_object('name', coalesce(d.display_name, g.name, ''), 'profile', t.profile,
    'guardians', t.guardians, 'everyone', t.everyone) order by t.kind desc, t.id)
  from targets t left join core_api.members d on d.id = t.member_id left join core_api.groups g on g.id = t.group_id
  where t.message_id = m.id and (t.member_id is null or ? or m.author_id = r.member_id or t.member_id = r.member_id
    and not t.guardians or not t.guardians and not d.profiles <@ array['student', 'guardian'])
), '[]') as targets`

/** The messages of a thread that have reached the member, the oldest first: the last fifty, or those before one of them. */
export async function readThread(scope: MailScope, thread: string, before: string | null) {
  const staff = worksHere(scope.member.profiles)
  const { rows }: { rows: Row[] } = await db.rawQuery(
    `select m.id, t.subject, t.no_reply, a.display_name as author, m.author_id, m.sent_at, r.visible_at,
       exists (select from recipients f where f.thread_id = t.id and f.member_id = r.member_id and f.kind = 'from') as started,
       case when m.recalled_at is null then m.body end as body, m.recalled_at, m.removed_at,
       r.read_at is null as unread, r.starred, r.place, c.total, c.delivered, c.read, c.waiting,
       r.member_id <> m.author_id and not (a.profiles <@ array['student', 'guardian'])
         and ${staff ? 'false' : 'true'} as watched, ${SHOWN_TARGETS}
     from recipients r join messages m on m.id = r.message_id join threads t on t.id = r.thread_id
     left join core_api.members a on a.id = m.author_id
     left join lateral (select count(*)::int as total, count(x.seen_at)::int as read,
         count(*) filter (where x.visible_at <= now())::int as delivered,
         max(x.visible_at) filter (where x.visible_at > now()) as waiting
       from recipients x where x.message_id = m.id and x.kind <> 'from') c on m.author_id = r.member_id
     where r.thread_id = ? and r.member_id = (select core_api.member_id()) and r.visible_at <= now() and r.place <> 'reported'
       and (?::uuid is null or (r.visible_at, r.id) < (select b.visible_at, b.id from recipients b
         where b.message_id = ?::uuid and b.member_id = r.member_id))
     order by r.visible_at desc, r.id desc limit ${PER_PAGE + 1}`,
    [staff, thread, before, before]
  )
  const [first] = rows
  if (!first) throw new PluginError('E_NOT_FOUND', 404, 'not a thread of his')
  const page = rows.slice(0, PER_PAGE).reverse()
  const files = await scope.files.listMany(
    'messages',
    page.filter(({ recalled_at: recalled }) => !recalled).map(({ id }) => id)
  )
  return {
    id: thread,
    subject: first.subject,
    mayReply: !first.no_reply || first.started,
    starred: rows.some(({ starred }) => starred),
    place: first.place,
    messages: page.map((row) => shown(scope, row, files.get(row.id) ?? [])),
    before: rows.length > PER_PAGE ? (page[0]?.id ?? null) : null,
  }
}

type Files = Awaited<ReturnType<MailScope['files']['list']>>

function shown({ member, files: scopeFiles }: MailScope, row: Row, files: Files) {
  const mine = row.author_id === member.id
  const receipts = mine && worksHere(member.profiles)
  return {
    id: row.id,
    author: row.author,
    authorId: row.author_id,
    mine,
    sentAt: row.sent_at,
    body: row.body,
    recalled: row.recalled_at !== null,
    /** By the moderators, not by its author. */
    removed: row.removed_at !== null,
    unread: row.unread,
    targets: row.targets,
    ...(mine && { total: row.total, waiting: row.waiting, delivered: row.delivered }),
    ...(receipts && { read: row.read }),
    /** Its author, of the staff, sees that it was read. */
    watched: row.watched === true,
    files: files.map((file) => scopeFiles.show(file)),
  }
}

/** Who has received and read a message of the member's, families alone, by name. @throws E_NOT_FOUND (404) */
export async function receiptsOf({ member }: MailScope, message: string, page: number) {
  const { rows } = await db.rawQuery(
    `select a.display_name as name, a.profile, case when r.visible_at <= now() then r.visible_at end as "receivedAt",
       r.seen_at as "readAt", count(*) over ()::int as total
     from messages m join recipients r on r.message_id = m.id and r.kind <> 'from'
     join core_api.members a on a.id = r.member_id
     where m.id = ? and m.author_id = ? and m.sent_at is not null and a.profiles <@ array['student', 'guardian']
     order by r.seen_at is null desc, a.family_name, a.display_name, a.id limit ${PER_PAGE} offset ?`,
    [message, member.id, (page - 1) * PER_PAGE]
  )
  const data = rows.map(({ total: _, ...receipt }: { total: number }) => receipt)
  return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
}
