import { rowsOf, type AskingScope } from '../scope.ts'
import { LENDABLE } from '../catalogue/store.ts'

interface Copy {
  id: string
  barcode: string
  callNumber: string
  place: string
  state: string
  note: string
  timesLent: number
  free: boolean
  dueOn: string | null
}

/** The copies of a record, whether one can be taken, and where the member stands; who has a copy is not said here. */
export async function copiesOf(scope: AskingScope, recordId: string) {
  const manages = await scope.can('cdi.catalogue')
  const copies = await rowsOf<Copy>(
    `select c.id, c.barcode, c.call_number as "callNumber", c.place, c.state, c.note, c.times_lent as "timesLent",
       (${LENDABLE}) as free, (select l.due_on::text from loans l where l.copy_id = c.id and l.returned_at is null) as "dueOn"
     from copies c where c.record_id = ? order by c.id limit 200`,
    [recordId]
  )
  const [mine] = await rowsOf<{ mine: boolean; waiting: number; lent: boolean }>(
    `select exists (select from reservations v where v.record_id = ? and v.member_id = ?) as mine,
       (select count(*)::integer from reservations v where v.record_id = ?) as waiting,
       exists (select from loans l join copies c on c.id = l.copy_id where c.record_id = ? and l.member_id = ? and l.returned_at is null) as lent`,
    [recordId, scope.member.id, recordId, recordId, scope.member.id]
  )
  return { copies: copies.map((copy) => shown(copy, manages)), reserved: mine }
}

function shown({ note, timesLent, ...copy }: Copy, manages: boolean) {
  return manages ? { ...copy, note, timesLent } : copy
}
