import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery, coreTransaction } from '#app/core_query'

/** Somebody to be named or dismissed, and the head who does it. */
export interface Naming {
  schoolId: string
  memberId: string
  accountId: string
}

/** Names somebody who works in the school; named already, nothing changes. Answers whether there is such a person. */
export function nameMember(naming: Naming): Promise<boolean> {
  const { schoolId, memberId, accountId } = naming
  return coreTransaction(async (trx) => {
    const [person] = await coreQuery<{ added: boolean }>(
      `with person as (
         select school_id, id from core.members where school_id = ? and id = ? and ended_at is null
         and not (profiles <@ array['student', 'guardian'])
       ), added as (
         insert into core.committee_members (school_id, member_id, named_by) select school_id, id, ? from person
         on conflict (school_id, member_id) do nothing returning member_id
       )
       select exists (select from added) as added from person`,
      [schoolId, memberId, accountId],
      trx
    )
    if (person?.added) await writeLine(trx, naming, { before: {}, after: { member: memberId } })
    return person !== undefined
  })
}

/** Dismisses somebody; who is not of the committee stays so. */
export function dismissMember(naming: Naming): Promise<void> {
  const { schoolId, memberId } = naming
  return coreTransaction(async (trx) => {
    const gone = await coreQuery(
      'delete from core.committee_members where school_id = ? and member_id = ? returning member_id',
      [schoolId, memberId],
      trx
    )
    if (gone.length) await writeLine(trx, naming, { before: { member: memberId }, after: {} })
  })
}

/** The ledger's line; it is of no module. */
async function writeLine(
  trx: TransactionClientContract,
  { schoolId, accountId }: Naming,
  { before, after }: { before: object; after: object }
) {
  await coreQuery(
    `insert into core.ledger (school_id, plugin, revision, action, actor_account_id, actor_role, before, after)
     values (?, '', nextval('core.revision'), 'committee', ?, 'head', ?::jsonb, ?::jsonb)`,
    [schoolId, accountId, JSON.stringify(before), JSON.stringify(after)],
    trx
  )
}
