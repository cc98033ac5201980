import db from '@adonisjs/lucid/services/db'
import { foldedName, nameLike, searchQuery } from '../text/search.ts'

export const BOXES = ['inbox', 'sent', 'archive', 'bin'] as const
export type Box = (typeof BOXES)[number]

const PER_PAGE = 20

export interface ListOptions {
  box: Box
  /** Words, and the name of who wrote. */
  sought: string
  unread: boolean
  starred: boolean
  /** The row after which the page begins, as an earlier page named it. */
  before: RowName | null
  perPage?: number
  /** Whether to count what is unread, too. */
  counted?: boolean
}

/** Where a row stands among those of a member, in whatever school: when it came, and its id. */
export interface RowName {
  /** Microseconds since 1970. */
  at: string
  id: string
}

const ROW_NAME = /^(\d{16})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Reads the name of a row; whatever else is as if it were not there. */
export function rowNamed(name: unknown): RowName | null {
  const [, at, id] = (typeof name === 'string' && ROW_NAME.exec(name)) || []
  return at && id ? { at, id } : null
}

/** What the member has reported is in none of his boxes. */
const MINE = `r.member_id = (select core_api.member_id()) and r.visible_at <= now() and r.place <> 'reported'`
const OF_THREAD = `x.member_id = r.member_id and x.thread_id = r.thread_id and x.visible_at <= now() and x.place <> 'reported'`

/** A thread in a list: its last message there. */
export interface ListedThread {
  row: string
  id: string
  subject: string
  kind: string
  at: Date
  mine: boolean
  excerpt: string
  recalled: boolean
  author: string | null
  unread: boolean
  starred: boolean
  messages: number
  waiting?: number
}

export interface ThreadPage<Thread = ListedThread> {
  data: Thread[]
  /** What the next page is asked with, `before`; null at the end. */
  next: string | null
}

/** How many threads of the inbox hold something unread, read through the partial index; 100 at most. */
const UNREAD = `select count(*)::int from (select distinct r.thread_id from recipients r
  where ${MINE} and r.read_at is null and r.place = 'inbox' limit 100) as u`

/**
 * The threads of a box, by their last message there, newest first. A search looks at the member's own messages
 * only, reached by his rows: its cost is that of his boxes, not of the school's.
 */

export async function listThreads(options: ListOptions): Promise<ThreadPage> {
  const { box, sought, unread, starred, before, perPage = PER_PAGE, counted } = options
  const conditions = [
    `${MINE} and r.place = ?`,
    `not exists (select from recipients x where ${OF_THREAD} and x.place = r.place
       and (x.visible_at, x.id) > (r.visible_at, r.id))`,
  ]
  const values: unknown[] = [box]
  if (before) {
    conditions.push(
      `(r.visible_at, r.id) < ('epoch'::timestamptz + ?::bigint * interval '1 microsecond', ?::uuid)`
    )
    values.push(before.at, before.id)
  }
  if (unread)
    conditions.push(`exists (select from recipients x where ${OF_THREAD} and x.read_at is null)`)
  if (starred) conditions.push(`exists (select from recipients x where ${OF_THREAD} and x.starred)`)
  const query = searchQuery(sought)
  if (query) {
    conditions.push(`r.thread_id in (select r.thread_id from recipients r
      join messages s on s.id = r.message_id
      left join core_api.members a on a.id = s.author_id
      where ${MINE} and s.recalled_at is null and (s.words @@ to_tsquery('french', ?) or ${foldedName('a')} like ?))`)
    values.push(query, nameLike(sought))
  }
  const { rows }: { rows: ListedThread[] } = await db.rawQuery(
    `select (extract(epoch from r.visible_at) * 1000000)::bigint || '-' || r.id as row, r.thread_id as id, t.subject, r.kind, r.visible_at as at, m.author_id = r.member_id as mine,
       case when m.recalled_at is null then left(m.text, 180) else '' end as excerpt, m.recalled_at is not null as recalled,
       (select a.display_name from core_api.members a where a.id = m.author_id) as author,
       exists (select from recipients x where ${OF_THREAD} and x.read_at is null) as unread,
       exists (select from recipients x where ${OF_THREAD} and x.starred) as starred,
       (select count(*)::int from recipients x where ${OF_THREAD}) as messages${counted ? `, (${UNREAD}) as waiting` : ''}
     from recipients r join messages m on m.id = r.message_id join threads t on t.id = r.thread_id
     where ${conditions.join(' and ')}
     order by r.visible_at desc, r.id desc limit ?`,
    [...values, perPage + 1]
  )
  return pageOf(rows, perPage)
}

/** The first of the threads of several lists, newest first, as if they were one. */
export function merged<Thread extends Pick<ListedThread, 'row'>>(
  pages: readonly ThreadPage<Thread>[]
): ThreadPage<Thread> {
  const threads = pages.flatMap(({ data }) => data).sort((a, b) => (a.row < b.row ? 1 : -1))
  const page = pageOf(threads, PER_PAGE)
  const more = pages.some(({ next }) => next !== null)
  return { ...page, next: page.next ?? (more ? (threads.at(-1)?.row ?? null) : null) }
}

function pageOf<Thread extends Pick<ListedThread, 'row'>>(
  threads: readonly Thread[],
  perPage: number
): ThreadPage<Thread> {
  const data = threads.slice(0, perPage)
  return { data, next: threads.length > perPage ? (data.at(-1)?.row ?? null) : null }
}
