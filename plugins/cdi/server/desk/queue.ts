import { PluginError } from '@preau/kit/server'
import { LENDABLE, refreshCopies } from '../catalogue/store.ts'
import { notFound, rowsOf, today, type AskingScope, type CdiScope } from '../scope.ts'

/**
 * Sets a copy that is at home aside for the first who waits for its record, and tells him. Answers who; undefined where
 * nobody waits, or the copy may not be lent.
 */
export async function nextInQueue(scope: CdiScope, copyId: string): Promise<string | undefined> {
  const until = today(scope).plus({ days: scope.settings.holdDays }).toISODate()!
  const [next] = await rowsOf<{ id: string; member_id: string; title: string; record_id: string }>(
    `update reservations v set copy_id = ?, until = ? from records r
     where r.id = v.record_id and v.id = (
       select w.id from reservations w join copies c on c.record_id = w.record_id join core_api.members m on m.id = w.member_id
       where c.id = ? and w.copy_id is null and ${LENDABLE} order by w.created_at, w.id limit 1)
     returning v.id, v.member_id, r.title, v.record_id`,
    [copyId, until, copyId]
  )
  if (!next) return undefined
  await scope.notify('ready', {
    ...{ to: [next.member_id], path: 'mes-prets', object: next.id },
    values: { title: next.title, until },
  })
  return next.member_id
}

/**
 * Reserves a record for who asks: a copy that is free is set aside at once, else he waits his turn.
 * @throws E_CDI_RESERVED, E_CDI_HAVE, E_CDI_RESERVATIONS, E_CDI_NO_COPY (409), E_NOT_FOUND (404)
 */
export async function reserve(scope: AskingScope, recordId: string) {
  const [record] = await rowsOf<{ copies: number }>(
    `select (select count(*)::integer from copies c where c.record_id = r.id and c.state not in ('lost', 'withdrawn')) as copies
     from records r where r.id = ? for no key update of r`,
    [recordId]
  )
  if (!record) throw notFound()
  await refuseWithout(scope, recordId, record.copies)
  const [copy] = await rowsOf<{ id: string }>(
    `select c.id from copies c where c.record_id = ? and ${LENDABLE} order by c.id limit 1`,
    [recordId]
  )
  const until = copy ? today(scope).plus({ days: scope.settings.holdDays }).toISODate()! : null
  const [made] = await rowsOf<{ id: string }>(
    'insert into reservations (record_id, member_id, copy_id, until) values (?, ?, ?, ?) returning id',
    [recordId, scope.member.id, copy?.id ?? null, until]
  )
  if (copy) await refreshCopies([recordId])
  return { id: made!.id, until }
}

async function refuseWithout(scope: AskingScope, recordId: string, copies: number): Promise<void> {
  const { mostReservations } = scope.settings
  const [so] = await rowsOf<{ reserved: boolean; lent: boolean; count: number }>(
    `select exists (select from reservations where record_id = ? and member_id = ?) as reserved,
       exists (select from loans l join copies c on c.id = l.copy_id where c.record_id = ? and l.member_id = ? and l.returned_at is null) as lent,
       (select count(*)::integer from reservations where member_id = ?) as count`,
    [recordId, scope.member.id, recordId, scope.member.id, scope.member.id]
  )
  if (!copies) throw new PluginError('E_CDI_NO_COPY', 409, 'there is no copy to be had')
  if (so!.reserved) throw new PluginError('E_CDI_RESERVED', 409, 'reserved already')
  if (so!.lent) throw new PluginError('E_CDI_HAVE', 409, 'the reader has it')
  if (so!.count >= mostReservations)
    throw new PluginError('E_CDI_RESERVATIONS', 409, 'as many as a reader may have', {
      most: mostReservations,
    })
}

/** Gives a reservation up; what was set aside is the next one's. @throws E_NOT_FOUND (404) */
export async function giveUp(scope: CdiScope, id: string): Promise<void> {
  const [gone] = await rowsOf<{ record_id: string; copy_id: string | null }>(
    'delete from reservations where id = ? returning record_id, copy_id',
    [id]
  )
  if (!gone) throw notFound()
  await scope.withdraw('ready', id)
  if (!gone.copy_id) return
  await nextInQueue(scope, gone.copy_id)
  await refreshCopies([gone.record_id])
}
