import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'

/** Failures allowed in a window: strict for an account, gentle for an address, since a whole school shares one. */
const LIMITS = { account: 10, address: 300 }
const WINDOW = 15 * 60
/** One failure in so many also sweeps what has expired. */
const SWEEP = 200

/** Who tries: `account` is absent where no account is named, as with a one-time code. */
export interface Attempt {
  account?: string
  address: string
}

function keysOf({ account, address }: Attempt): string[] {
  return [`address:${address}`, ...(account === undefined ? [] : [`account:${account}`])]
}

/** @throws E_TOO_MANY_REQUESTS (429) with `seconds` to wait, when too many attempts failed lately */
async function checkAttempts(attempt: Attempt): Promise<void> {
  const rows = await coreQuery<{ key: string; points: number; seconds: number }>(
    `select key, points, greatest(1, ceil(expire - extract(epoch from now())))::int as seconds
     from core.rate_limits where key = any (?::text[]) and expire > extract(epoch from now())`,
    [keysOf(attempt)]
  )
  const full = rows.filter(
    ({ key, points }) => points >= (key.startsWith('account:') ? LIMITS.account : LIMITS.address)
  )
  if (!full.length) return
  const seconds = Math.max(...full.map((row) => row.seconds))
  const values = { minutes: Math.ceil(seconds / 60), seconds }
  throw new Failure('E_TOO_MANY_REQUESTS', 429, { values })
}

/** Counts a failure against the account and the address. */
async function countFailure(attempt: Attempt): Promise<void> {
  await coreQuery(
    `insert into core.rate_limits as r (key, points, expire)
     select key, 1, extract(epoch from now())::bigint + ? from unnest(?::text[]) as key order by key
     on conflict (key) do update set
       points = case when r.expire > extract(epoch from now()) then r.points + 1 else 1 end,
       expire = case when r.expire > extract(epoch from now()) then r.expire else excluded.expire end`,
    [WINDOW, keysOf(attempt)]
  )
  if (Math.random() < 1 / SWEEP)
    await coreQuery('delete from core.rate_limits where expire < extract(epoch from now())')
}

/** A success forgets the account's failures; the address's stay. */
async function forgetFailures(account: string): Promise<void> {
  await coreQuery('delete from core.rate_limits where key = ?', [`account:${account}`])
}

/**
 * Lets somebody try a secret, and counts what fails. A right answer that comes
 * with the last of a burst of wrong ones is refused too, so that a burst gains nothing.
 * @throws E_TOO_MANY_REQUESTS (429), E_BUSY (503)
 */
export async function limited<T>(attempt: Attempt, secret: () => Promise<T>): Promise<T> {
  await checkAttempts(attempt)
  const found = await secret()
  if (!found) await countFailure(attempt)
  else await checkAttempts(attempt)
  if (found && attempt.account !== undefined) await forgetFailures(attempt.account)
  return found
}
