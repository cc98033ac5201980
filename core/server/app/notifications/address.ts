import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import vine from '@vinejs/vine'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { LOCALES } from '#app/locales'
import { enqueueAll } from '#app/outbox/enqueue'
import { sending } from './make_mails.ts'

/** Where an account is written to, and in which language; the address changes with the password only. */
export const addressBody = vine.create({
  email: vine.string().trim().email().maxLength(254).nullable(),
  locale: vine.enum(LOCALES).nullable(),
  password: vine.string().maxLength(128).optional(),
})

/** What an account has settled of its mails. */
export interface Address {
  email: string | null
  locale: (typeof LOCALES)[number] | null
}

export async function readAddress(accountId: string): Promise<Address> {
  const [row] = await coreQuery<Address>('select email, locale from core.accounts where id = ?', [
    accountId,
  ])
  return row ?? { email: null, locale: null }
}

/** Mails about a change of address in a day: whoever knows the password must not write to everybody with them. */
const MOST_A_DAY = 10

/** Keeps an address and a language. Of another address, the one before and the new one are both told. @throws E_TOO_MANY_REQUESTS (429) */
export async function changeAddress(
  accountId: string,
  { before, after }: { before: Address; after: Address }
): Promise<void> {
  const moved = before.email !== after.email
  await coreTransaction(async (trx) => {
    await coreQuery(
      `update core.accounts set email = ?, locale = ?, email_by = case when ?::boolean then 'person' else email_by end
       where id = ?`,
      [after.email, after.locale, moved, accountId],
      trx
    )
    const told = moved ? [before.email, after.email].filter((one) => one !== null) : []
    if (!told.length) return
    await refuseTooMany(accountId, trx)
    await coreQuery(
      `insert into core.mails (account_id, kind, recipient) select ?, 'address', unnest(?::text[])`,
      [accountId, told],
      trx
    )
    await enqueueAll([sending(null)], trx)
  })
}

async function refuseTooMany(accountId: string, trx: TransactionClientContract): Promise<void> {
  const rows = await coreQuery(
    `select from core.mails where account_id = ? and kind = 'address' and created_at > now() - interval '1 day' limit ?`,
    [accountId, MOST_A_DAY],
    trx
  )
  const values = { minutes: 60, seconds: 3600 }
  if (rows.length >= MOST_A_DAY) throw new Failure('E_TOO_MANY_REQUESTS', 429, { values })
}
