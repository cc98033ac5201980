import type { HttpContext } from '@adonisjs/core/http'
import { coreQuery } from '#app/core_query'
import { limited } from './attempts.ts'
import { passwordMatches } from './passwords.ts'

/**
 * Whether somebody signed in knows the account's password, asked again before what a stolen session must not do.
 * @throws E_TOO_MANY_REQUESTS (429), E_BUSY (503)
 */
export async function passwordStands(
  { identity, request }: HttpContext,
  password: string
): Promise<boolean> {
  const { account } = identity!
  return limited({ account: account.identifier, address: request.ip() }, async () => {
    const [row] = await coreQuery<{ password_hash: string | null }>(
      'select password_hash from core.accounts where id = ?',
      [account.id]
    )
    return passwordMatches(row?.password_hash ?? null, password)
  })
}
