import { rowsOf, today, type CdiScope } from '../scope.ts'
import { giveUp } from './queue.ts'

const PER_PAGE = 50
/** Readers told by one transaction. */
const AT_ONCE = 500
/** Days between two reminders of one loan. */
const AGAIN = 7

interface LateLoan {
  id: string
  title: string
  barcode: string
  dueOn: string
  days: number
  reader: string | null
  groups: string
  remindedAt: string | null
  total: string
}

/** The loans that are late, class by class, then by name. */
export async function lateList(
  scope: CdiScope,
  { page, group }: { page: number; group?: string | undefined }
) {
  const day = today(scope).toISODate()!
  const rows = await rowsOf<LateLoan>(
    `select l.id, r.title, c.barcode, l.due_on::text as "dueOn", (?::date - l.due_on) as days, m.display_name as reader,
       coalesce(k.names, '') as groups, l.reminded_at as "remindedAt", count(*) over () as total
     from loans l join copies c on c.id = l.copy_id join records r on r.id = c.record_id
     left join core_api.members m on m.id = l.member_id ${CLASSES}
     where l.returned_at is null and l.due_on < ? and (?::uuid is null or ?::uuid = any (k.ids))
     order by k.names nulls last, m.display_name nulls last, l.due_on, l.id limit ? offset ?`,
    [day, day, group ?? null, group ?? null, PER_PAGE, (page - 1) * PER_PAGE]
  )
  return {
    data: rows.map(({ total: _, ...row }) => row),
    meta: { page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) },
  }
}

const CLASSES = `left join lateral (
  select string_agg(g.name, ', ' order by g.name) as names, array_agg(g.id) as ids from core_api.group_members gm
  join core_api.groups g on g.id = gm.group_id and g.kind = 'class' where gm.member_id = l.member_id) k on true`

/**
 * Tells those who are late, of one class or of all, each loan once: told anew, the notice before goes. \`since\`: only loans that
 * nobody was reminded of since then. Answers how many loans.
 */
export async function remindLate(
  scope: CdiScope,
  { group, since }: { group?: string | undefined; since?: Date }
): Promise<number> {
  const rows = await rowsOf<{ id: string; member_id: string; title: string; due: string }>(
    `select l.id, l.member_id, r.title, l.due_on::text as due
     from loans l join copies c on c.id = l.copy_id join records r on r.id = c.record_id
     join core_api.members m on m.id = l.member_id ${CLASSES}
     where l.returned_at is null and l.due_on < ? and (?::uuid is null or ?::uuid = any (k.ids))
       and (?::timestamptz is null or l.reminded_at is null or l.reminded_at < ?)
     order by l.reminded_at nulls first, l.id limit ? for update of l`,
    [
      ...[today(scope).toISODate()!, group ?? null, group ?? null],
      ...[since ?? null, since ?? null, AT_ONCE],
    ]
  )
  for (const { id, member_id: reader, title, due } of rows) {
    await scope.withdraw('overdue', id)
    await scope.notify('overdue', {
      ...{ to: [reader], path: 'mes-prets', object: id, values: { title, due } },
    })
  }
  await rowsOf('update loans set reminded_at = ? where id = any(?::uuid[])', [
    ...[scope.clock.now(), rows.map(({ id }) => id)],
  ])
  return rows.length
}

/** Each morning: what was set aside too long goes to the next one, and those who are late are told, once a week. */
export async function everyMorning(scope: CdiScope): Promise<void> {
  const expired = await rowsOf<{ id: string }>(
    'select id from reservations where until < ? order by id limit ?',
    [today(scope).toISODate()!, AT_ONCE]
  )
  for (const { id } of expired) await giveUp(scope, id)
  await remindLate(scope, { since: new Date(scope.clock.now().getTime() - AGAIN * 86_400_000) })
}
