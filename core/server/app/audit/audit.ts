import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'

/** A line of the audit log: who did what to which object. Ids, never names nor texts. */
export interface AuditLine {
  schoolId: string | null
  accountId?: string
  memberId?: string
  /** @default 'core' */
  plugin?: string
  /** `object.verb`: `file.refused`. */
  action: string
  object?: string
  details?: JsonObject
}

/** Writes a line which nobody changes; in a transaction of its own unless one is given. */
export async function audit(line: AuditLine, trx?: TransactionClientContract): Promise<void> {
  const { schoolId, accountId, memberId, plugin = 'core', action, object = '', details = {} } = line
  await coreQuery(
    `insert into core.audit_log (school_id, account_id, member_id, plugin, action, object, details)
     values (?, ?, ?, ?, ?, ?, ?::jsonb)`,
    [
      ...[schoolId, accountId ?? null, memberId ?? null],
      ...[plugin, action, object, JSON.stringify(details)],
    ],
    trx
  )
}
