import type { Arena } from '../arena.ts'
import type { Side } from './sides.ts'

/** What a request may write without touching any school: who is signed in, and failed attempts. */
const PERSONAL = ['core.sessions', 'core.rate_limits']

interface Table {
  name: string
  ofSchool: boolean
}

async function tables({ query }: Arena): Promise<Table[]> {
  return query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped) as "ofSchool"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and (n.nspname = 'core' or starts_with(n.nspname, 'plugin_')) order by 1`
  )
}

const HASH = `count(*)::int as rows, md5(coalesce(string_agg(to_jsonb(t)::text, '|' order by to_jsonb(t)::text), '')) as hash`

/** Count and hash of every table, but those of who is signed in. */
export async function everything(here: Arena): Promise<Record<string, object>> {
  const found: Record<string, object> = {}
  for (const { name } of await tables(here))
    if (!PERSONAL.includes(name))
      found[name] = (await here.query(`select ${HASH} from ${name} t`))[0]!
  return found
}

/** Count and hash of a school's rows in every table, and of what is its authority's. */
export async function rowsOf(
  here: Arena,
  { id, authority }: Side
): Promise<Record<string, object>> {
  const found: Record<string, object> = {}
  for (const { name, ofSchool } of await tables(here))
    if (ofSchool)
      found[name] = (
        await here.query(`select ${HASH} from ${name} t where school_id = $1`, [id])
      )[0]!
  const owned = {
    'core.schools': 'id = $1',
    'core.authorities': 'id = $2',
    'core.officers': 'authority_id = $2',
  }
  for (const [name, where] of Object.entries({ ...owned, 'core.offers': 'authority_id = $2' }))
    found[name] = (
      await here.query(
        `select ${HASH} from ${name} t where ${where} and $1::uuid is not null and $2::uuid is not null`,
        [id, authority]
      )
    )[0]!
  return found
}

/** Every id that stands in a school's rows and in nobody else's: none may reach a stranger. */
export async function idsOf(here: Arena, side: Side, stranger: Side): Promise<string[]> {
  const [mine, theirs] = [await idsIn(here, side), new Set(await idsIn(here, stranger))]
  return mine.filter((id) => !theirs.has(id))
}

async function idsIn(here: Arena, { id, authority }: Side): Promise<string[]> {
  const found = new Set([id, authority])
  for (const { name, ofSchool } of await tables(here)) {
    if (!ofSchool) continue
    const rows = await here.query<{ value: string }>(
      `select distinct v.value from ${name} t, jsonb_each_text(to_jsonb(t)) v
       where t.school_id = $1 and v.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`,
      [id]
    )
    for (const { value } of rows) found.add(value)
  }
  return [...found]
}
