import { serveBare } from './support/bare_server.ts'

// The same reads of the news by hand.

const LIST = `
  select n.id, n.title, n.author_id, n.pinned, n.published_at, n.expires_at, left(n.body, 180) as excerpt,
    (select m.display_name from core.members m
      where m.school_id = n.school_id and m.id = n.author_id and m.ended_at is null) as author,
    count(*) over () as total
  from plugin_actualites.news n
  where n.school_id = $1 and n.published_at <= now() and (n.expires_at is null or n.expires_at > now())
    and exists (select from plugin_actualites.audiences a where a.school_id = n.school_id and a.news_id = n.id
      and (a.group_id is null or a.group_id in (select g.group_id from core.group_members g
        where g.school_id = $1 and g.member_id = $2 and g.ended_at is null))
      and (a.profile is null or a.profile = any ($3)))
  order by n.pinned desc, n.published_at desc, n.id desc limit 20 offset 0`

interface NewsRow {
  id: string
  title: string
  excerpt: string
  author: string | null
  author_id: string | null
  pinned: boolean
  published_at: Date
  expires_at: Date | null
  total: string
}

serveBare(async (pool, { school_id, member_id, profiles }) => {
  const values = [school_id, member_id, profiles]
  const { rows } = await pool.query<NewsRow>({ name: 'list', text: LIST, values })
  const data = rows.map((row) => ({
    id: row.id,
    title: row.title,
    excerpt: row.excerpt,
    author: row.author,
    publishedAt: row.published_at,
    expiresAt: row.expires_at,
    status: 'published',
    mine: row.author_id === member_id,
    pinned: row.pinned,
  }))
  return { data, meta: { page: 1, perPage: 20, total: Number(rows[0]?.total ?? 0) } }
})
