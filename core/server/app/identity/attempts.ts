import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'

/** Failures allowed in a window: strict for an account, gentle for an address, since a whole school shares one. */
const LIMITS = { account: 10, address: 300 }
const WINDOW = 15 * 60

/** @throws E_TOO_MANY_REQUESTS (429) with `seconds` to wait, when too many attempts failed lately */
export async function checkAttempts(identifier: string, address: string): Promise<void> {
  const rows = await coreQuery<{ key: string; points: number; seconds: number }>(
    `select key, points, greatest(1, (expire - extract(epoch from now()))::int) as seconds
     from core.rate_limits where key = any (?) and expire > extract(epoch from now())`,
    [[`account:${identifier}`, `address:${address}`]]
  )
  for (const { key, points, seconds } of rows) {
    const limit = key.startsWith('account:') ? LIMITS.account : LIMITS.address
    if (points >= limit)
      throw new Failure('E_TOO_MANY_REQUESTS', 429, { values: { minutes: Math.ceil(seconds / 60), seconds } })
  }
}

/** Counts a failure against the account and the address. */
export async function countFailure(identifier: string, address: string): Promise<void> {
  await coreQuery(
    `insert into core.rate_limits as r (key, points, expire)
     select key, 1, extract(epoch from now())::bigint + ? from unnest(?::text[]) as key order by key
     on conflict (key) do update set
       points = case when r.expire > extract(epoch from now()) then r.points + 1 else 1 end,
       expire = case when r.expire > extract(epoch from now()) then r.expire else excluded.expire end`,
    [WINDOW, [`account:${identifier}`, `address:${address}`]]
  )
}

/** A success forgets the account's failures; the address's stay. */
export async function forgetFailures(identifier: string): Promise<void> {
  await coreQuery('delete from core.rate_limits where key = ?', [`account:${identifier}`])
}
