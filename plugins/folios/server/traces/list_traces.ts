import db from '@adonisjs/lucid/services/db'
import type { StoredFile } from '@preau/kit/server'
import type { OwnScope } from '../context.ts'
import type { Parcours, Skill } from './vocabulary.ts'

const PER_PAGE = 20

/** What every view of a trace shows; days are texts. */
export interface TraceRow {
  id: string
  title: string
  kind: string
  happened_on: string | null
  place: string
  learnt: string
  parcours: Parcours[]
  skills: Skill[]
  created_at: Date
}

/** The columns of a `TraceRow`, from a table or view. */
export function traceColumns(from: string): string {
  const plain = ['id', 'title', 'kind', 'place', 'learnt', 'parcours', 'skills', 'created_at']
  return `${plain.map((name) => `${from}.${name}`).join(', ')}, to_char(${from}.happened_on, 'YYYY-MM-DD') as happened_on`
}

/** A trace as JSON. */
export function describeTrace({ happened_on, created_at, ...row }: TraceRow) {
  const { id, title, kind, place, learnt, parcours, skills } = row
  return {
    ...{ id, title, kind, place, learnt, parcours, skills },
    happenedOn: happened_on,
    createdAt: created_at,
  }
}

type Cover = Omit<StoredFile, 'createdAt'> & { createdAt: string }
type Row = TraceRow & { total: string; shares: string; cover: Cover | null }

/** The first picture of a trace, as the files' service knows it. */
const COVER = `(select json_build_object('id', f.id, 'name', f.name, 'size', f.size, 'type', f.type, 'ownerId', null,
    'createdAt', f.created_at, 'thumbnail', json_build_object('width', f.thumbnail_width, 'height', f.thumbnail_height))
  from core_api.my_files f where f.object_table = 'traces' and f.object_id = t.id and f.thumbnail_width is not null
  order by f.position limit 1)`

/** A page of my traces, newest first, each with its first picture: one statement. */
export async function listTraces(
  scope: OwnScope,
  { page, parcours, perPage = PER_PAGE }: { page: number; parcours?: Parcours; perPage?: number }
) {
  const wanted = parcours ? [parcours] : []
  const { rows } = await db.rawQuery<{ rows: Row[] }>(
    `select p.*, ${COVER.replaceAll('t.id', 'p.id')} as cover,
       (select count(*) from my_traces_shares s where s.object_id = p.id) as shares
     from (select ${traceColumns('t')}, count(*) over () as total from traces t
       where t.parcours @> ?::text[] order by t.created_at desc, t.id desc limit ? offset ?) p
     order by p.created_at desc, p.id desc`,
    [wanted, perPage, (page - 1) * perPage]
  )
  const data = rows.map((row) => ({
    ...describeTrace(row),
    shared: Number(row.shares) > 0,
    thumbnail: row.cover && scope.files.show({ ...row.cover, createdAt: row.created_at }).thumbnail,
  }))
  return { data, meta: { page, perPage, total: Number(rows[0]?.total ?? 0) } }
}
