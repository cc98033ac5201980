import { childrenFirst } from '../../../server/app/privacy/table_order.ts'
import type { Ground } from '../plugin_host/ground.ts'

/** A column as the database knows it. */
export interface Column {
  name: string
  /** As SQL writes it: `timestamp with time zone`, `character varying(80)`. */
  type: string
  required: boolean
  /** The database fills it. */
  filled: boolean
  /** The table and column that it points at, by a foreign key: `core.members`, `notes`. */
  points?: { table: string; column: string }
  /** The values that a check or an enumeration lets in, where they can be read. */
  choices: string[]
}

/** A table of the plugin's schema. */
export interface Table {
  name: string
  /** Whether its rows belong to a school. */
  ofSchool: boolean
  /** Whether its rows belong to a person, whatever his school. */
  ofPerson: boolean
  columns: Column[]
}

/** Whether a table holds the shares of what is a person's own, as `shareable` makes it. */
export function holdsShares({ columns }: Table): boolean {
  return columns.some(({ name }) => name === 'owner_account_id')
}

const MIGRATIONS = ['adonis_schema', 'adonis_schema_versions']

/** The tables of a plugin, those that others point at first: in this order they may be filled. */
export async function readTables({ sql }: Pick<Ground, 'sql'>, schema: string): Promise<Table[]> {
  const rows = await sql<Column & { table: string }>(COLUMNS, [schema, MIGRATIONS])
  const links = await sql<Link>(LINKS, [schema])
  const checks = await sql<{ table: string; text: string }>(CHECKS, [schema])
  const names = [...new Set(rows.map(({ table }) => table))]
  const order = childrenFirst(
    names,
    links
      .filter(({ target, table }) => !target.includes('.') && target !== table)
      .map(({ table, target }) => ({ child: table, parent: target }))
  ).reverse()
  return order.map((name) => {
    const columns = rows
      .filter(({ table }) => table === name)
      .map(({ table, ...column }) => ({
        ...column,
        ...pointing(links, table, column.name),
        choices: column.choices.length ? column.choices : choicesIn(checks, table, column.name),
      }))
    const has = (wanted: string) => columns.some((column) => column.name === wanted)
    const ofSchool = has('school_id')
    return { name, columns, ofSchool, ofPerson: !ofSchool && has('account_id') }
  })
}

interface Link {
  table: string
  column: string
  target: string
  to: string
}

function pointing(links: readonly Link[], table: string, column: string): Pick<Column, 'points'> {
  const link = links.find((one) => one.table === table && one.column === column)
  return link ? { points: { table: link.target, column: link.to } } : {}
}

/** The values of `check (column in (…))`, as PostgreSQL writes it back. */
function choicesIn(
  checks: readonly { table: string; text: string }[],
  table: string,
  column: string
): string[] {
  const own = checks.filter((one) => one.table === table)
  for (const { text } of own) {
    const [, name, list = ''] = /\(\(?"?(\w+)"?\)?(?:::text)? = ANY \((.*)\)/s.exec(text) ?? []
    if (name !== column) continue
    return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) =>
      value.replaceAll("''", "'")
    )
  }
  return []
}

const COLUMNS = `
  select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull as required, (a.atthasdef or a.attidentity <> '' or a.attgenerated <> '') as filled,
    array(select e.enumlabel::text from pg_enum e where e.enumtypid = a.atttypid order by e.enumsortorder) as choices
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition and not (c.relname = any ($2))
  order by c.relname, a.attnum`

/** Foreign keys, a line for each column but the school's. */
const LINKS = `
  select c.relname as "table", a.attname as "column",
    case when tn.nspname = $1 then t.relname else tn.nspname || '.' || t.relname end as target, ta.attname as "to"
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
  cross join lateral unnest(k.conkey, k.confkey) as pair (own, other)
  join pg_attribute a on a.attrelid = c.oid and a.attnum = pair.own
  join pg_attribute ta on ta.attrelid = t.oid and ta.attnum = pair.other
  where k.contype = 'f' and n.nspname = $1 and a.attname <> 'school_id'`

const CHECKS = `
  select c.relname as "table", pg_get_constraintdef(k.oid) as text
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'c' and n.nspname = $1`
