import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'

// The yardstick of lists: `node:http` and `pg` alone. No framework, no row-level security, no rights but
// those written into the statement, none of the headers of the real one.

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

/** Who asks, as the session's row says. */
export interface BareSession {
  school_id: string
  member_id: string
  profiles: string[]
}

/** Serves what `read` answers to whoever asks with a session, on `PORT`, from `BARE_DATABASE_URL`. */
export function serveBare(read: (pool: pg.Pool, session: BareSession) => Promise<unknown>): void {
  const { BARE_DATABASE_URL, PORT } = process.env
  const pool = new pg.Pool({ connectionString: BARE_DATABASE_URL, max: 10 })
  const answer = async (url: string, cookie: string) => {
    if (url === '/health/live') return { status: 'ok' }
    const uai = /^\/api\/schools\/(\w+)\//.exec(url)?.[1]
    const token = /preau_session=([\w-]+)/.exec(cookie)?.[1] ?? ''
    const values = [uai, createHash('sha256').update(token).digest()]
    const found = await pool.query<BareSession>({ name: 'session', text: SESSION, values })
    return read(pool, found.rows[0]!)
  }
  createServer(({ url = '', headers }, response) => {
    answer(url, headers.cookie ?? '').then(
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
}
