import { coreQuery } from '#app/core_query'

/** Seconds that a slot outlives its run's timeout, before it frees itself. */
const GRACE = 30

/**
 * Takes one of the `limit` slots of a job over the whole installation; answers
 * false when all are taken. A slot whose holder died frees itself.
 */
export async function takeSlot(
  name: string,
  { limit, holder, seconds }: { limit: number; holder: string; seconds: number }
): Promise<boolean> {
  await coreQuery(
    `insert into core.job_slots (name, slot) select ?, wished.slot from generate_series(1, ?::int) as wished (slot)
     where not exists (select from core.job_slots s where s.name = ? and s.slot = wished.slot)
     on conflict do nothing`,
    [name, limit, name]
  )
  const taken = await coreQuery(
    `update core.job_slots set holder = ?, until = now() + ?::interval where name = ? and slot = (
       select slot from core.job_slots where name = ? and slot <= ? and until < now()
       order by slot limit 1 for update skip locked) returning slot`,
    [holder, `${seconds + GRACE} seconds`, name, name, limit]
  )
  return taken.length > 0
}

/** Gives back the slot of a run. */
export async function freeSlot(name: string, holder: string): Promise<void> {
  await coreQuery(
    `update core.job_slots set holder = null, until = '-infinity' where name = ? and holder = ?`,
    [name, holder]
  )
}
