import { coreQuery } from '#app/core_query'
import { loadedPlugins } from '#app/host/registry'
import { hasMessage, say, type Locale } from '#app/locales'
import { sentenceOf, type Said } from './mail_words.ts'
import { SHOWN, shownWith } from './shown.ts'

/** Unread ones are counted up to here; the bell says « 99+ ». */
const MOST_COUNTED = 100
const PER_PAGE = 20

const served = () => loadedPlugins().map(({ manifest }) => manifest.id)

interface Row extends Said {
  id: string
  uai: string
  school: string
  path: string
  urgent: boolean
  at: Date
  read: boolean
  total: number
}

/** How many notifications an account has not read, 100 at most: read from the rows themselves. */
export async function countUnread(accountId: string): Promise<number> {
  const [row] = await coreQuery<{ unread: number }>(
    `select count(*)::int as unread from (select 1 ${SHOWN} and n.read_at is null limit ${MOST_COUNTED}) as counted`,
    [accountId, served()]
  )
  return row?.unread ?? 0
}

/** A page of what an account was told, newest first, in the reader's language. */
export async function listNotifications(
  accountId: string,
  { page, unread, locale }: { page: number; unread: boolean; locale: Locale }
) {
  const rows = await coreQuery<Row>(
    `select x.id, s.uai, s.name as school, x.plugin, x.kind, x.words, x.path, x.urgent, n.visible_at as at,
       n.read_at is not null as read, count(*) over ()::int as total
     ${shownWith('join core.schools s on s.id = m.school_id')}
       and (n.read_at is null or not ?::boolean)
     order by n.visible_at desc, x.id desc limit ? offset ?`,
    [accountId, served(), unread, PER_PAGE, (page - 1) * PER_PAGE]
  )
  const data = rows.map((row) => shown(row, locale))
  return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
}

function shown(row: Row, locale: Locale) {
  const { id, uai, school, plugin, kind, path, urgent, at, read } = row
  return {
    ...{ id, plugin, kind, urgent, at, read },
    school: { uai, name: school },
    title: titleOf(plugin, kind, locale),
    text: sentenceOf(row, locale),
    path: ['', 'e', uai, plugin, path].filter((part, index) => part || index === 0).join('/'),
  }
}

/** The name of a kind, as a person chooses it. */
export function titleOf(plugin: string, kind: string, locale: Locale): string {
  const key = `notifications.${kind}.title`
  return hasMessage(plugin, key) ? say(plugin, locale, key) : say(plugin, locale, 'name')
}

/** Which notifications are marked as read: those named, those of one object, or all up to a moment. */
export type Marked =
  { ids: string[] } | { uai: string; plugin: string; object: string } | { all: true; until: string }

/** Marks notifications of an account as read; answers whether any was not. */
export async function markRead(accountId: string, marked: Marked): Promise<boolean> {
  const [condition, values] = conditionOf(marked)
  const changed = await coreQuery<{ done: boolean }>(
    `with mine as (
       select n.school_id, n.notice_id, n.member_id ${SHOWN} and n.read_at is null and ${condition}),
     marked as (
       update core.notifications n set read_at = now() from mine
       where n.school_id = mine.school_id and n.notice_id = mine.notice_id and n.member_id = mine.member_id
         and n.read_at is null returning 1)
     select exists (select from marked) as done`,
    [accountId, served(), ...values]
  )
  return changed[0]?.done ?? false
}

function conditionOf(marked: Marked): [string, (string | string[])[]] {
  if ('ids' in marked) return ['n.notice_id = any (?::uuid[])', [marked.ids]]
  if ('all' in marked) return ['n.visible_at <= ?::timestamptz', [marked.until]]
  const { uai, plugin, object } = marked
  const school = 'm.school_id = (select id from core.schools where uai = ?)'
  return [`${school} and x.plugin = ? and x.object = ?`, [uai, plugin, object]]
}
