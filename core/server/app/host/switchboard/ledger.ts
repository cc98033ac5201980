import { coreQuery } from '#app/core_query'
import { say, type Locale } from '#app/locales'
import type { Stored } from './change.ts'

interface Row {
  id: string
  plugin: string
  at: string
  action: 'switch' | 'settings' | 'pause' | 'offer' | 'undo' | 'purge' | 'purged'
  actor: string
  actor_role: string
  reason: string
  revision: string
  before: Stored & { offer: string }
  after: Stored & { offer: string; purgeAt?: string | null }
  undone_by: string | null
  newest: boolean
  total: number
}

const PER_PAGE = 20
/** What the ledger takes back by itself; the others have ways of their own. */
const UNDOABLE = new Set(['switch', 'settings', 'pause', 'undo'])

/** The ledger of a school, newest first: of one module or of all. */
export async function readLedger(
  { schoolId, plugin, page }: { schoolId: string; plugin?: string; page: number },
  locale: Locale
) {
  const rows = await coreQuery<Row>(
    `select l.id, l.plugin, l.at, l.action, l.reason, l.revision::text, l.before, l.after, l.undone_by, l.actor_role,
       case when l.actor_role = 'officer' then coalesce((select u.name from core.authorities u join core.schools s on s.authority_id = u.id where s.id = l.school_id), '')
         else coalesce(a.given_name || ' ' || a.family_name, '') end as actor,
       not exists (select 1 from core.ledger n where n.school_id = l.school_id and n.plugin = l.plugin
         and n.revision > l.revision and n.action <> 'offer') as newest,
       count(*) over ()::int as total
     from core.ledger l left join core.accounts a on a.id = l.actor_account_id
     where l.school_id = ? and (?::text is null or l.plugin = ?)
     order by l.revision desc, l.at desc limit ? offset ?`,
    [schoolId, plugin ?? null, plugin ?? null, PER_PAGE, (page - 1) * PER_PAGE]
  )
  const data = rows.map((row) => ({
    id: row.id,
    plugin: row.plugin,
    pluginName: say(row.plugin, locale, 'name'),
    at: row.at,
    action: row.action,
    sentence: say('core', locale, `ledger.${verbOf(row)}`, {
      name: say(row.plugin, locale, 'name'),
    }),
    actor: row.actor || say('core', locale, 'ledger.system'),
    reason: row.reason,
    revision: row.revision,
    undoable: row.newest && !row.undone_by && UNDOABLE.has(row.action),
    undoneBy: row.undone_by,
  }))
  return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
}

function verbOf({ action, before, after }: Row): string {
  if (action === 'switch') return after.isOn ? 'on' : 'off'
  if (action === 'pause') return after.pausedMode ? 'paused' : 'resumed'
  if (action === 'offer') return `offer.${after.offer}`
  if (action === 'purged') return 'purged'
  if (action === 'purge') return after.purgeAt ? 'purge' : 'purge-cancelled'
  if (action === 'undo')
    return before.isOn === after.isOn ? 'undo' : after.isOn ? 'undo-on' : 'undo-off'
  return 'settings'
}
