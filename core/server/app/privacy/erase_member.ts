import type { SchoolRef } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { audit } from '#app/audit/audit'
import { loadedPlugins } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import type { CoreRun } from '#app/jobs/core_jobs'
import { privacyOf } from './export_person.ts'
import { eraseOwn } from './person_data.ts'
import { schoolById } from './schools.ts'

/** The name under which somebody erased still stands where a law or other people need the row. */
const NOBODY = 'Ancien membre'

/**
 * Erases a past member of a school: each plugin keeps its promise, on or off, then the core forgets
 * his name, groups and family ties. The audit log keeps the counts, by id. Run again it finds nothing.
 */
export async function eraseMember(run: CoreRun): Promise<void> {
  const school = run.schoolId ? await schoolById(run.schoolId) : undefined
  const memberId = String(run.payload['memberId'])
  if (!school) return
  const counts = await eraseInPlugins(run, school, memberId)
  const account = await erasedEverywhere(school.id, memberId)
  const own = account ? await eraseOwn(account) : {}
  await run.finish(async (trx) => {
    const whose = [school.id, memberId]
    const run = (sql: string, values = whose) => coreQuery(sql, values, trx)
    await run('delete from core.group_members where school_id = ? and member_id = ?')
    await run(
      'delete from core.guardianships where school_id = ? and (guardian_id = ? or student_id = ?)',
      [...whose, memberId]
    )
    for (const table of ['committee_members', 'notifications', 'notification_choices', 'mails'])
      await run(`delete from core.${table} where school_id = ? and member_id = ?`)
    for (const column of ['reporter_id', 'author_id', 'decided_by'])
      await run(`update core.reports set ${column} = null where school_id = ? and ${column} = ?`)
    await run(
      `update core.members set given_name = '', family_name = '', display_name = '${NOBODY}', functions = '{}',
         erased_at = coalesce(erased_at, now()) where school_id = ? and id = ?`
    )
    await closeAccount(school.id, memberId, run)
    await audit(
      {
        schoolId: school.id,
        action: 'member.erased',
        object: memberId,
        details: { ...counts, own },
      },
      trx
    )
  })
}

/** Has each plugin keep its promise of erasure; answers what it did, by plugin. */
async function eraseInPlugins(run: CoreRun, school: SchoolRef, memberId: string) {
  const counts: Record<string, { rows: number; files: number }> = {}
  const plugins = loadedPlugins()
  for (const [done, plugin] of plugins.entries()) {
    const handlers = privacyOf(plugin)
    if (handlers)
      counts[plugin.manifest.id] = await withSystemScope(
        { plugin, school, signal: run.signal, gated: false },
        (scope) => handlers.erase(scope, memberId)
      )
    await run.progress({ done: done + 1, total: plugins.length })
  }
  return counts
}

/** The account of a member who is, or will now be, erased in every school of his and is no officer: what is his own goes too. */
async function erasedEverywhere(schoolId: string, memberId: string): Promise<string | undefined> {
  const [account] = await coreQuery<{ id: string }>(
    `select m.account_id as id from core.members m where m.school_id = ? and m.id = ?
       and not exists (select from core.members o where o.account_id = m.account_id
         and o.erased_at is null and (o.school_id, o.id) <> (m.school_id, m.id))
       and not exists (select from core.officers f where f.account_id = m.account_id and f.ended_at is null)`,
    [schoolId, memberId]
  )
  return account?.id
}

/** The account of somebody erased everywhere signs in no more, and keeps no name. */
async function closeAccount(
  schoolId: string,
  memberId: string,
  run: (sql: string, values?: string[]) => Promise<unknown[]>
): Promise<void> {
  const ended = await run(
    `update core.accounts a set closed_at = coalesce(closed_at, now()), identifier = null, password_hash = null, email = null,
       given_name = '', family_name = '${NOBODY}'
     where a.id = (select account_id from core.members where school_id = ? and id = ?)
       and not exists (select from core.members o where o.account_id = a.id and o.erased_at is null)
       and not exists (select from core.officers f where f.account_id = a.id and f.ended_at is null)
     returning a.id`,
    [schoolId, memberId]
  )
  const [account] = ended as { id: string }[]
  if (!account) return
  await run('delete from core.sessions where account_id = ?', [account.id])
  await run('delete from core.invitations where account_id = ?', [account.id])
  await run('delete from core.person_keys where account_id = ?', [account.id])
  await run('delete from core.mails where account_id = ?', [account.id])
}
