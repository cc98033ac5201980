import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import pg from 'pg'

// The yardstick: the same reads by hand, on `node:http` and `pg` alone. No framework, no row-level
// security, no rights but those written into the statement, none of the headers of the real one.

const SESSION = `
  select x.touched_at < now() - interval '5 minutes' as stale, a.id as account_id, a.identifier,
    s.id as school_id, s.uai, s.name as school_name, m.id as member_id, m.profile, m.profiles, m.display_name,
    array(select c.school_id from core.committee_members c join core.members cm
      on cm.school_id = c.school_id and cm.id = c.member_id
      where cm.account_id = a.id and cm.ended_at is null) as committees
  from core.sessions x
  join core.accounts a on a.id = x.account_id and a.closed_at is null
  left join core.schools s on s.uai = $1
  left join core.members m on m.school_id = s.id and m.account_id = a.id and m.ended_at is null
  where x.token_hash = $2 and x.expires_at > now()`

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

interface SessionRow {
  school_id: string
  member_id: string
  profiles: string[]
}

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

const { BARE_DATABASE_URL, PORT } = process.env
const pool = new pg.Pool({ connectionString: BARE_DATABASE_URL, max: 10 })

createServer((request, response) => {
  const answer = request.url === '/health/live' ? Promise.resolve({ status: 'ok' }) : news(request)
  answer.then(
    (body) => {
      const json = JSON.stringify(body)
      response.writeHead(200, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(json),
      })
      response.end(json)
    },
    (error: unknown) => response.writeHead(500).end(String(error))
  )
}).listen(Number(PORT), '127.0.0.1')

async function news({ url = '', headers }: IncomingMessage) {
  const uai = /^\/api\/schools\/(\w+)\//.exec(url)?.[1]
  const token = /preau_session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(token).digest()
  const found = await pool.query<SessionRow>({
    name: 'session',
    text: SESSION,
    values: [uai, hash],
  })
  const { school_id, member_id, profiles } = found.rows[0]!
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
}
