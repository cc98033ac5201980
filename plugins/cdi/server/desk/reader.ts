import { notFound, rowsOf } from '../scope.ts'

/** Somebody at the desk, as the librarian sees him. */
export interface Reader {
  id: string
  name: string
  /** His classes, or nothing. */
  groups: string
  card: string | null
}

export interface ReaderLoan {
  id: string
  copyId: string
  recordId: string
  title: string
  barcode: string
  dueOn: string
  renewals: number
}

const READER = `m.id, m.display_name as name,
  coalesce((select string_agg(g.name, ', ' order by g.name) from core_api.group_members gm join core_api.groups g on g.id = gm.group_id
    where gm.member_id = m.id and g.kind = 'class'), '') as groups,
  (select k.code from cards k where k.member_id = m.id) as card`

/** Those whose name holds what is typed, ten at most. */
export function readersNamed(text: string): Promise<Reader[]> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  return rowsOf(
    `select ${READER} from core_api.members m where extensions.unaccent(m.display_name) ilike extensions.unaccent(?)
     order by m.display_name, m.id limit 10`,
    [pattern]
  )
}

/** Somebody of the school with what he has. @throws E_NOT_FOUND (404) */
export async function readerAt(id: string) {
  const [reader] = await rowsOf<Reader>(`select ${READER} from core_api.members m where m.id = ?`, [
    id,
  ])
  if (!reader) throw notFound()
  return { ...reader, loans: await loansOf(id), reservations: await reservationsOf(id) }
}

/** What somebody has in hand, the most urgent first. */
export function loansOf(memberId: string): Promise<ReaderLoan[]> {
  return rowsOf(
    `select l.id, c.id as "copyId", c.record_id as "recordId", r.title, c.barcode, l.due_on::text as "dueOn", l.renewals
     from loans l join copies c on c.id = l.copy_id join records r on r.id = c.record_id
     where l.member_id = ? and l.returned_at is null order by l.due_on, l.id limit 100`,
    [memberId]
  )
}

/** What somebody waits for: set aside until a day, or his place in the queue. */
export function reservationsOf(memberId: string) {
  return rowsOf<{
    id: string
    recordId: string
    title: string
    until: string | null
    place: number
  }>(
    `select v.id, v.record_id as "recordId", r.title, v.until::text,
       (select count(*)::integer from reservations o where o.record_id = v.record_id and o.copy_id is null
         and (o.created_at, o.id) <= (v.created_at, v.id)) as place
     from reservations v join records r on r.id = v.record_id
     where v.member_id = ? order by v.until nulls last, v.created_at, v.id limit 100`,
    [memberId]
  )
}
