import { coreQuery } from '#app/core_query'

/** The account's role at an authority, while it lasts. */
export async function officerOf(
  accountId: string,
  authorityId: string
): Promise<'agent' | 'administrator' | undefined> {
  const [row] = await coreQuery<{ role: 'agent' | 'administrator' }>(
    `select role from core.officers where authority_id = ? and account_id = ? and ended_at is null`,
    [authorityId, accountId]
  )
  return row?.role
}
