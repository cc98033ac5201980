import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { enqueue } from '#app/outbox/enqueue'

/** Days that an archive is kept once it is ready. */
export const EXPORT_DAYS = 7
/** Archives of one person or module that may be asked for in a day. */
const A_DAY = 5

/** Where an archive is kept in the store. */
export function exportKey(id: string): string {
  return `exports/${id}`
}

/** What an archive is of, and who asks. */
export type ExportWish = { askedBy: string } & (
  | { kind: 'person'; accountId: string; schoolId: string | null }
  | { kind: 'module'; schoolId: string; plugin: string }
)

/** An archive as whoever asked for it sees it. */
export interface ShownExport {
  id: string
  state: 'waiting' | 'ready' | 'failed' | 'expired'
  size: number | null
  entries: number
  createdAt: Date
  readyAt: Date | null
  expiresAt: Date | null
}

const SHOWN = `id, case when state = 'ready' and expires_at < now() then 'expired' else state end as state,
  size::float8 as size, entries, created_at as "createdAt", ready_at as "readyAt", expires_at as "expiresAt"`

/** Has an archive made; answers its id. @throws E_EXPORT_WAITS (409) while one is being made, E_EXPORT_OFTEN (429) */
export async function askExport(wish: ExportWish): Promise<{ id: string }> {
  const { kind, askedBy, schoolId } = wish
  const account = kind === 'person' ? wish.accountId : null
  const plugin = kind === 'module' ? wish.plugin : null
  const same = [kind, account, account, schoolId, schoolId, plugin, plugin]
  return coreTransaction(async (trx) => {
    await coreQuery(
      'select pg_advisory_xact_lock(hashtextextended(?, 0))',
      [`export:${account ?? `${schoolId}:${plugin}`}`],
      trx
    )
    const [before] = await coreQuery<{ waiting: boolean; today: number }>(
      `select coalesce(bool_or(state = 'waiting'), false) as waiting,
         (count(*) filter (where created_at > now() - interval '1 day'))::int as today
       from core.exports where kind = ? and (?::uuid is null or account_id = ?)
         and (?::uuid is null or school_id = ?) and (?::text is null or plugin = ?)`,
      same,
      trx
    )
    if (before?.waiting) throw new Failure('E_EXPORT_WAITS', 409)
    if ((before?.today ?? 0) >= A_DAY) throw new Failure('E_EXPORT_OFTEN', 429)
    const [made] = await coreQuery<{ id: string }>(
      `insert into core.exports (kind, account_id, school_id, plugin, asked_by) values (?, ?, ?, ?, ?) returning id`,
      [kind, account, schoolId, plugin, askedBy],
      trx
    )
    const payload = { exportId: made!.id }
    await enqueue({ schoolId, job: `export-${kind}`, queue: 'bulk', payload }, trx)
    return { id: made!.id }
  })
}

/** The last archives of each module of a school, newest first; five at most of each. */
export async function archivesOfModules(schoolId: string): Promise<Map<string, ShownExport[]>> {
  const rows = await coreQuery<ShownExport & { plugin: string }>(
    `select plugin, ${SHOWN} from (
       select *, row_number() over (partition by plugin order by created_at desc) as place
       from core.exports where school_id = ? and kind = 'module') e
     where place <= 5 order by created_at desc`,
    [schoolId]
  )
  const found = new Map<string, ShownExport[]>()
  for (const { plugin, ...one } of rows) found.set(plugin, [...(found.get(plugin) ?? []), one])
  return found
}

/** The archives that fit a condition, newest first; 20 at most. */
export function listExports(
  where: 'account_id = ? and school_id is null' | 'account_id = ? and school_id = ?',
  values: string[]
): Promise<ShownExport[]> {
  return coreQuery<ShownExport>(
    `select ${SHOWN} from core.exports where ${where} order by created_at desc limit 20`,
    values
  )
}

/** The place of an archive that is ready. @throws E_NOT_FOUND (404) */
export async function readyExport(
  id: string,
  where: string,
  values: string[]
): Promise<{ key: string; size: number }> {
  const [found] = await coreQuery<{ key: string; size: number }>(
    `select store_key as key, size::float8 as size from core.exports
     where id = ? and state = 'ready' and expires_at > now() and ${where}`,
    [id, ...values]
  )
  if (!found) throw new Failure('E_NOT_FOUND', 404)
  return found
}
