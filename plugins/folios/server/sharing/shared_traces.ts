import db from '@adonisjs/lucid/services/db'
import { notFound, type SchoolScope } from '../context.ts'
import { describeTrace, traceColumns, type TraceRow } from '../traces/list_traces.ts'

const PER_PAGE = 20
/** Comments of one trace that are shown, newest first. */
const MOST = 200

interface SharedRow extends TraceRow {
  share_id: string
  owner_member: string
  owner_name: string
  rights: 'read' | 'comment'
  until: Date | null
  shared_at: Date
}

const COLUMNS = `${traceColumns('t')}, t.share_id, t.owner_member, t.owner_name, t.rights, t.until, t.shared_at`
/** Shared in several ways, it is one trace: by the share that allows most, the latest. */
const ONE_EACH = `select distinct on (t.id) ${COLUMNS} from shared_traces t`
const BEST = `order by t.id, t.rights = 'comment' desc, t.shared_at desc`

function describeShared(row: SharedRow) {
  return {
    ...describeTrace(row),
    owner: row.owner_name,
    rights: row.rights,
    until: row.until,
    sharedAt: row.shared_at,
  }
}

/** A page of what is shared with whoever asks, in this school, the latest shared first. */
export async function listShared(page: number) {
  const { rows } = await db.rawQuery<{ rows: (SharedRow & { total: string })[] }>(
    `select *, count(*) over () as total from (${ONE_EACH} ${BEST}) s
     order by s.shared_at desc, s.id desc limit ? offset ?`,
    [PER_PAGE, (page - 1) * PER_PAGE]
  )
  const meta = { page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) }
  return { data: rows.map(describeShared), meta }
}

/** The share by which whoever asks reads a trace. @throws E_NOT_FOUND (404) when it is not shared with him, any more */
export async function sharedWithMe(id: string): Promise<SharedRow> {
  const { rows } = await db.rawQuery<{ rows: SharedRow[] }>(`${ONE_EACH} where t.id = ? ${BEST}`, [
    id,
  ])
  if (!rows[0]) throw notFound()
  return rows[0]
}

interface CommentRow {
  id: string
  body: string
  skill: string | null
  created_at: Date
  author: string | null
}

/** A trace that is shared with whoever asks, its files, and what was answered to the same share. @throws E_NOT_FOUND (404) */
export async function readShared(scope: SchoolScope, id: string) {
  const row = await sharedWithMe(id)
  const files = await scope.files.listShared('traces', [id])
  const comments: CommentRow[] = await db
    .from('comments as c')
    .leftJoin('core_api.members as m', 'm.id', 'c.author_id')
    .whereIn('c.share_id', db.from('shared_traces').select('share_id').where('id', id))
    .select('c.id', 'c.body', 'c.skill', 'c.created_at', 'm.display_name as author')
    .orderBy('c.created_at', 'desc')
    .limit(MOST)
  return {
    ...describeShared(row),
    files: (files.get(id) ?? []).map((file) => scope.files.showShared(file)),
    comments: comments.map(({ created_at, ...one }) => ({ ...one, createdAt: created_at })),
  }
}
