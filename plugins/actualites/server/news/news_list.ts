import db from '@adonisjs/lucid/services/db'
import { accessibleBy, type MemberScope } from '@preau/kit/server'
import type { ManifestOf } from '@preau/kit'
import type actualites from '../../plugin.ts'

type NewsScope = MemberScope<ManifestOf<typeof actualites>>

interface Row {
  id: string
  title: string
  excerpt: string
  author: string | null
  author_id: string | null
  pinned: boolean
  published_at: Date | null
  expires_at: Date | null
  total: string
}

const PER_PAGE = 20
const EXCERPT = 180

export type Status = 'draft' | 'scheduled' | 'published' | 'expired'

export function statusOf(published: Date | null, expires: Date | null, now: Date): Status {
  if (!published) return 'draft'
  if (published > now) return 'scheduled'
  return expires && expires <= now ? 'expired' : 'published'
}

/** What is in force now: published, and not past its date. */
const CURRENT =
  'news.published_at <= now() and (news.expires_at is null or news.expires_at > now())'

const FILTERS: Record<string, string> = {
  draft: 'news.published_at is null',
  scheduled: 'news.published_at > now()',
  expired: 'news.expires_at <= now()',
  published: CURRENT,
}

/** A page of news, pinned first, newest first: what addresses the member, or, by status, what he may edit. */
export async function listNews(
  scope: NewsScope,
  { page, status, perPage = PER_PAGE }: { page: number; status?: string; perPage?: number }
) {
  const filter =
    status !== undefined && Object.hasOwn(FILTERS, status) ? FILTERS[status] : undefined
  const query = db
    .from('news')
    .select(
      'news.id',
      'news.title',
      'news.author_id',
      'news.pinned',
      'news.published_at',
      'news.expires_at'
    )
    .select(
      authorName(),
      db.raw(`left(news.body, ${EXCERPT}) as excerpt`),
      db.raw('count(*) over () as total')
    )
    .whereRaw(filter ?? CURRENT)
    .orderBy([
      { column: 'news.pinned', order: 'desc' },
      { column: 'news.published_at', order: 'desc' },
      { column: 'news.id', order: 'desc' },
    ])
    .limit(perPage)
    .offset((page - 1) * perPage)
  const rows: Row[] = await (filter === undefined
    ? accessibleBy(scope, 'actualites.read', query)
    : editable(scope, query))
  const data = rows.map((row) => shown(row, scope))
  return { data, meta: { page, perPage, total: Number(rows[0]?.total ?? 0) } }
}

/** Not a join: the author is looked up for the rows of the page alone, once they are sorted. */
function authorName() {
  return db
    .from('core_api.members as m')
    .select('m.display_name')
    .whereColumn('m.school_id', 'news.school_id')
    .whereColumn('m.id', 'news.author_id')
    .as('author')
}

/** Restricts to what the member wrote; the head manages all. */
function editable<Q extends { whereRaw(sql: string, bindings?: readonly unknown[]): unknown }>(
  scope: NewsScope,
  query: Q
): Q {
  const all = scope.member.profiles.includes('head')
  return accessibleBy(scope, all ? 'actualites.manage' : 'actualites.publish', query)
}

function shown(row: Row, { clock, member }: NewsScope) {
  return {
    id: row.id,
    title: row.title,
    excerpt: row.excerpt,
    author: row.author,
    publishedAt: row.published_at,
    expiresAt: row.expires_at,
    status: statusOf(row.published_at, row.expires_at, clock.now()),
    mine: row.author_id === member.id,
    pinned: row.pinned,
  }
}
