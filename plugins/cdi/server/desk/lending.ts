import { PluginError } from '@preau/kit/server'
import { refreshCopies } from '../catalogue/store.ts'
import { notFound, rowsOf, today, type CdiScope } from '../scope.ts'
import { nextInQueue } from './queue.ts'

/** A copy at the desk. */
export interface DeskCopy {
  id: string
  recordId: string
  title: string
  barcode: string
  state: string
  /** The loan that it is out by. */
  loanId: string | null
  memberId: string | null
  dueOn: string | null
  /** For whom it is set aside. */
  heldFor: string | null
}

/** A copy with where it is; whoever changes it holds its record until the transaction ends. @throws E_NOT_FOUND (404) */
export async function copyAt(id: string): Promise<DeskCopy> {
  await rowsOf(
    'select from records where id = (select record_id from copies where id = ?) for no key update',
    [id]
  )
  const [copy] = await rowsOf<DeskCopy>(
    `select c.id, c.record_id as "recordId", r.title, c.barcode, c.state, l.id as "loanId", l.member_id as "memberId",
       l.due_on::text as "dueOn", v.member_id as "heldFor"
     from copies c join records r on r.id = c.record_id
     left join loans l on l.copy_id = c.id and l.returned_at is null left join reservations v on v.copy_id = c.id
     where c.id = ?`,
    [id]
  )
  if (!copy) throw notFound()
  return copy
}

export interface Lending {
  copyId: string
  memberId: string
  /** Beyond the number that a reader may have. */
  anyway: boolean
}

/**
 * Lends a copy to somebody; his reservation is then fulfilled. Answers the day when it is due.
 * @throws E_CDI_OUT, E_CDI_HELD, E_CDI_STATE, E_CDI_LIMIT (409), E_NOT_FOUND (404)
 */
export async function lend(
  scope: CdiScope,
  { copyId, memberId, anyway }: Lending
): Promise<string> {
  const copy = await copyAt(copyId)
  const [reader] = await scope.directory.members([memberId])
  if (!reader) throw notFound()
  if (copy.loanId) throw new PluginError('E_CDI_OUT', 409, 'the copy is out')
  if (copy.state === 'lost' || copy.state === 'withdrawn')
    throw new PluginError('E_CDI_STATE', 409, 'the copy is lost or withdrawn')
  if (copy.heldFor && copy.heldFor !== memberId && !anyway)
    throw new PluginError('E_CDI_HELD', 409, 'the copy is set aside for somebody else')
  const { mostLoans, loanDays } = scope.settings
  const [row] = await rowsOf<{ out: number }>(
    'select count(*)::integer as out from loans where member_id = ? and returned_at is null',
    [memberId]
  )
  if (row!.out >= mostLoans && !anyway)
    throw new PluginError('E_CDI_LIMIT', 409, 'as many as a reader may have', { most: mostLoans })
  const dueOn = today(scope).plus({ days: loanDays }).toISODate()!
  await rowsOf('insert into loans (copy_id, member_id, lent_at, due_on) values (?, ?, ?, ?)', [
    ...[copyId, memberId, scope.clock.now(), dueOn],
  ])
  await rowsOf('update copies set times_lent = times_lent + 1 where id = ?', [copyId])
  await fulfil(scope, copy, memberId)
  await refreshCopies([copy.recordId])
  return dueOn
}

/** The reader's reservation goes; a copy set aside for him that he did not take is the next one's. */
async function fulfil(scope: CdiScope, copy: DeskCopy, memberId: string): Promise<void> {
  const gone = await rowsOf<{ id: string; copy_id: string | null }>(
    'delete from reservations where record_id = ? and (member_id = ? or copy_id = ?) returning id, copy_id',
    [copy.recordId, memberId, copy.id]
  )
  for (const { id, copy_id: other } of gone) {
    await scope.withdraw('ready', id)
    if (other && other !== copy.id) await nextInQueue(scope, other)
  }
}

/**
 * Takes a copy back. What was read by whom is forgotten there and then, unless the school keeps it; the first who
 * waits is told that it is set aside for him. Answers his name.
 */
export async function takeBack(scope: CdiScope, copy: DeskCopy): Promise<string | null> {
  if (!copy.loanId) throw new PluginError('E_CDI_HOME', 409, 'the copy is not out')
  if (scope.settings.keepHistory)
    await rowsOf('update loans set returned_at = ? where id = ?', [scope.clock.now(), copy.loanId])
  else await rowsOf('delete from loans where id = ?', [copy.loanId])
  await scope.withdraw('overdue', copy.loanId)
  const next = await nextInQueue(scope, copy.id)
  await refreshCopies([copy.recordId])
  if (!next) return null
  const [reader] = await scope.directory.members([next])
  return reader?.displayName ?? null
}

/**
 * Puts off the day when a loan is due, counted from today. Whoever holds the desk may do it as often as he likes.
 * @throws E_CDI_RENEWALS, E_CDI_WAITED, E_CDI_LATE (409), E_NOT_FOUND (404)
 */
export async function renew(scope: CdiScope, loanId: string, atDesk: boolean): Promise<string> {
  const [loan] = await rowsOf<{ due: string; renewals: number; waited: boolean }>(
    `select l.due_on::text as due, l.renewals,
       exists (select from reservations v join copies c on c.record_id = v.record_id where c.id = l.copy_id and v.copy_id is null) as waited
     from loans l where l.id = ? and l.returned_at is null for update of l`,
    [loanId]
  )
  if (!loan) throw notFound()
  const { mostRenewals, loanDays } = scope.settings
  const day = today(scope)
  if (loan.waited) throw new PluginError('E_CDI_WAITED', 409, 'somebody waits for it')
  if (!atDesk && loan.renewals >= mostRenewals)
    throw new PluginError('E_CDI_RENEWALS', 409, 'renewed often enough', { most: mostRenewals })
  if (!atDesk && loan.due < day.toISODate()!)
    throw new PluginError('E_CDI_LATE', 409, 'it is late already')
  const dueOn = day.plus({ days: loanDays }).toISODate()!
  await rowsOf(
    'update loans set due_on = greatest(due_on, ?::date), renewals = renewals + 1, reminded_at = null where id = ?',
    [dueOn, loanId]
  )
  await scope.withdraw('overdue', loanId)
  return dueOn
}
