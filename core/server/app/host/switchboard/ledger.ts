import { coreQuery } from '#app/core_query'
import { say, type Locale } from '#app/locales'
import type { Stored } from './change.ts'

/** What a line keeps of a module, or whom it names. */
type Kept = Stored & { offer: string; inherits: boolean; member: string; purgeAt: string | null }

interface Row {
  id: string
  plugin: string
  at: string
  action: 'switch' | 'settings' | 'pause' | 'offer' | 'undo' | 'committee' | 'purge' | 'purged'
  actor: string
  actor_role: string
  reason: string
  revision: string
  before: Partial<Kept>
  after: Partial<Kept>
  /** Who was named to the committee, or dismissed. */
  person: string | null
  undone_by: string | null
  newest: boolean
  total: number
}

const PER_PAGE = 20
/** What the ledger takes back by itself; the others have ways of their own. */
const UNDOABLE = new Set(['switch', 'settings', 'pause', 'undo'])

/** Which lines of a school's ledger are asked for. */
export interface LedgerQuery {
  schoolId: string
  /** Of one module; absent: of all. */
  plugin?: string
  page: number
  /** Whether who is named to the committee is told too: to the school, not to its authority. */
  committee: boolean
}

/** The ledger of a school, newest first: of one module or of all. */
export async function readLedger(
  { schoolId, plugin, page, committee }: LedgerQuery,
  locale: Locale
) {
  const rows = await coreQuery<Row>(
    `select l.id, l.plugin, l.at, l.action, l.reason, l.revision::text, l.before, l.after, l.undone_by, l.actor_role,
       case when l.actor_role = 'officer' then coalesce((select u.name from core.authorities u join core.schools s on s.authority_id = u.id where s.id = l.school_id), '')
         else coalesce(a.given_name || ' ' || a.family_name, '') end as actor,
       not exists (select 1 from core.ledger n where n.school_id = l.school_id and n.plugin = l.plugin
         and n.revision > l.revision and n.action <> 'offer') as newest,
       p.display_name as person, count(*) over ()::int as total
     from core.ledger l left join core.accounts a on a.id = l.actor_account_id
     left join core.members p on p.school_id = l.school_id
       and p.id = coalesce(l.before ->> 'member', l.after ->> 'member')::uuid
     where l.school_id = ? and (?::text is null or l.plugin = ?) and (?::boolean or l.action <> 'committee')
     order by l.revision desc, l.at desc limit ? offset ?`,
    [schoolId, plugin ?? null, plugin ?? null, committee, PER_PAGE, (page - 1) * PER_PAGE]
  )
  const data = rows.map((row) => lineOf(row, locale))
  return { data, meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 } }
}

function lineOf(row: Row, locale: Locale) {
  const ofModule = row.action !== 'committee'
  const name = ofModule ? say(row.plugin, locale, 'name') : say('core', locale, 'ledger.committee')
  const values = { name, person: row.person ?? '', offer: row.after.offer ?? '' }
  return {
    id: row.id,
    plugin: row.plugin,
    pluginName: name,
    at: row.at,
    action: row.action,
    sentence: say('core', locale, `ledger.${verbOf(row)}`, values),
    actor: row.actor || say('core', locale, 'ledger.system'),
    reason: row.reason,
    revision: row.revision,
    undoable: row.newest && !row.undone_by && UNDOABLE.has(row.action),
    undoneBy: row.undone_by,
  }
}

function verbOf({ action, before, after }: Row): string {
  if (action === 'committee') return after.member ? 'named' : 'dismissed'
  if (action === 'switch') return after.isOn ? 'on' : 'off'
  if (action === 'pause') return after.pausedMode ? 'paused' : 'resumed'
  if (action === 'offer') return after.inherits ? 'offer.inherit' : `offer.${after.offer}`
  if (action === 'purged') return 'purged'
  if (action === 'purge') return after.purgeAt ? 'purge' : 'purge-cancelled'
  if (action === 'undo')
    return before.isOn === after.isOn ? 'undo' : after.isOn ? 'undo-on' : 'undo-off'
  return 'settings'
}
