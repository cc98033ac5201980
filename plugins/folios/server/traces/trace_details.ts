import db from '@adonisjs/lucid/services/db'
import { notFound, type OwnScope } from '../context.ts'
import { describeTrace, traceColumns, type TraceRow } from './list_traces.ts'

interface ShareRow {
  id: string
  kind: 'member' | 'team' | 'guardians'
  recipient: string | null
  rights: 'read' | 'comment'
  until: Date | null
  school_name: string
  current: boolean
}

interface CommentRow {
  id: string
  body: string
  skill: string | null
  created_at: Date
  author_name: string | null
  school_name: string
}

/** Comments of one trace that are shown, newest first. */
const MOST = 200

/** One of my traces, with its files, with whom it is shared, and what was answered. @throws E_NOT_FOUND (404) */
export async function readTrace(scope: OwnScope, id: string) {
  const { rows } = await db.rawQuery<{ rows: TraceRow[] }>(
    `select ${traceColumns('t')} from traces t where t.id = ?`,
    [id]
  )
  if (!rows[0]) throw notFound()
  const files = await scope.files.list({ table: 'traces', id })
  const shares: ShareRow[] = await db
    .from('my_traces_shares')
    .where('object_id', id)
    .orderBy('created_at')
    .limit(MOST)
  const comments: CommentRow[] = await db
    .from('my_comments')
    .where('object_id', id)
    .orderBy('created_at', 'desc')
    .limit(MOST)
  return {
    ...describeTrace(rows[0]),
    files: files.map((file) => scope.files.show(file)),
    shares: shares.map(describeShare),
    comments: comments.map(describeComment),
  }
}

function describeShare({ id, kind, recipient, rights, until, school_name, current }: ShareRow) {
  // In a school that one has left, what is shared is closed to it.
  const open = current && (!until || until > new Date())
  return { id, kind, recipient, rights, until, school: school_name, open }
}

function describeComment({ id, body, skill, created_at, author_name, school_name }: CommentRow) {
  return { id, body, skill, createdAt: created_at, author: author_name, school: school_name }
}
