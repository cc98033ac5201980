import { randomInt } from 'node:crypto'
import { coreQuery, coreTransaction } from '#app/core_query'
import { endOtherSessions, hashToken } from './sessions.ts'

/** Letters and figures that nobody confuses when copying a code from paper. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const GROUPS = 4
const GROUP = 5
const DAYS = 14

/** Hyphens, spaces and small letters do not matter in a code. */
function hashCode(code: string): Buffer {
  return hashToken(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
}

/** Makes a one-time code for an account, kept as a hash only; what was handed out before ends. */
export async function createInvitation(accountId: string): Promise<string> {
  const group = () => Array.from({ length: GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  const code = Array.from({ length: GROUPS }, group).join('-')
  await coreTransaction(async (trx) => {
    await coreQuery(
      'delete from core.invitations where account_id = ? and used_at is null',
      [accountId],
      trx
    )
    await coreQuery(
      'insert into core.invitations (code_hash, account_id, expires_at) values (?, ?, now() + ?::interval)',
      [hashCode(code), accountId, `${DAYS} days`],
      trx
    )
  })
  return code
}

const OPEN = 'used_at is null and expires_at > now()'

/** Whether a code would be accepted now. */
export async function invitationStands(code: string): Promise<boolean> {
  const rows = await coreQuery(`select 1 from core.invitations where code_hash = ? and ${OPEN}`, [
    hashCode(code),
  ])
  return rows.length > 0
}

/** Uses up a code: the password is set, the account's sessions end. Answers the account, or nothing. */
export async function useInvitation(
  code: string,
  passwordHash: string
): Promise<string | undefined> {
  return coreTransaction(async (trx) => {
    const [row] = await coreQuery<{ id: string }>(
      `with used as (
         update core.invitations set used_at = now() where code_hash = ? and ${OPEN} returning account_id
       )
       update core.accounts a set password_hash = ? from used
       where a.id = used.account_id and a.closed_at is null returning a.id`,
      [hashCode(code), passwordHash],
      trx
    )
    if (row) await endOtherSessions(row.id, null, trx)
    return row?.id
  })
}
