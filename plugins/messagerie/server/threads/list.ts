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
  /** The row after which the page begins. */
  before: string | null
  perPage?: number
  /** Whether to count what is unread, too. */
  counted?: boolean
}

/** What the member has reported is in none of his boxes. */
const MINE = `r.member_id = (select core_api.member_id()) and r.visible_at <= now() and r.place <> 'reported'`
const OF_THREAD = `x.member_id = r.member_id and x.thread_id = r.thread_id and x.visible_at <= now() and x.place <> 'reported'`

/** How many threads of the inbox hold something unread, read through the partial index; 100 at most. */
const UNREAD = `select count(*)::int from (select distinct r.thread_id from recipients r
  where ${MINE} and r.read_at is null and r.place = 'inbox' limit 100) as u`

/**
 * The threads of a box, by their last message there, newest first. A search looks at the member's own messages
 * only, reached by his rows: its cost is that of his boxes, not of the school's.
 */
// eslint-disable-next-line max-lines-per-function -- one query, with its conditions
export async function listThreads(options: ListOptions) {
  const { box, sought, unread, starred, before, perPage = PER_PAGE, counted } = options
  const conditions = [
    `${MINE} and r.place = ?`,
    `not exists (select from recipients x where ${OF_THREAD} and x.place = r.place
       and (x.visible_at, x.id) > (r.visible_at, r.id))`,
  ]
  const values: unknown[] = [box]
  if (before) {
    conditions.push(
      `(r.visible_at, r.id) < (select b.visible_at, b.id from recipients b where b.id = ? and b.member_id = r.member_id)`
    )
    values.push(before)
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
  const { rows } = await db.rawQuery(
    `select r.id as row, r.thread_id as id, t.subject, r.kind, r.visible_at as at, m.author_id = r.member_id as mine,
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
  const more = rows.length > perPage
  const data = rows.slice(0, perPage)
  return { data, next: more ? (data.at(-1).row as string) : null }
}
