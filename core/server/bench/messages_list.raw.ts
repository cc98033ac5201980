import { serveBare } from './support/bare_server.ts'

// The same reads of an inbox by hand.

const OF_THREAD = `x.school_id = r.school_id and x.member_id = r.member_id and x.thread_id = r.thread_id
  and x.visible_at <= now() and x.place <> 'reported'`

const LIST = `
  select (extract(epoch from r.visible_at) * 1000000)::bigint || '-' || r.id as row,
    r.thread_id as id, t.subject, r.kind, r.visible_at as at, m.author_id = r.member_id as mine,
    case when m.recalled_at is null then left(m.text, 180) else '' end as excerpt, m.recalled_at is not null as recalled,
    (select a.display_name from core.members a
      where a.school_id = m.school_id and a.id = m.author_id and a.ended_at is null) as author,
    exists (select from plugin_messagerie.recipients x where ${OF_THREAD} and x.read_at is null) as unread,
    exists (select from plugin_messagerie.recipients x where ${OF_THREAD} and x.starred) as starred,
    (select count(*)::int from plugin_messagerie.recipients x where ${OF_THREAD}) as messages
  from plugin_messagerie.recipients r
  join plugin_messagerie.messages m on m.school_id = r.school_id and m.id = r.message_id
  join plugin_messagerie.threads t on t.school_id = r.school_id and t.id = r.thread_id
  where r.school_id = $1 and r.member_id = $2 and r.visible_at <= now() and r.place = 'inbox'
    and not exists (select from plugin_messagerie.recipients x where ${OF_THREAD} and x.place = r.place
      and (x.visible_at, x.id) > (r.visible_at, r.id))
  order by r.visible_at desc, r.id desc limit 21`

serveBare(async (pool, { school_id, member_id }) => {
  const values = [school_id, member_id]
  const { rows } = await pool.query<{ row: string }>({ name: 'list', text: LIST, values })
  return { data: rows.slice(0, 20), next: rows.length > 20 ? rows[19]!.row : null }
})
