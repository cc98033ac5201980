import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'

const BY_SCHOOL =
  'create the table by « this.schoolTable(…) », which leads every key with the school'

/** Every row belongs to a school, and every key says so. */
export const schoolColumns: Check = {
  code: 'school-columns',
  title: 'every table has its school, or its person, and every key and reference leads with it',
  async run(bench) {
    const without = bench.tables
      .filter(({ ofSchool, ofPerson }) => !ofSchool && !ofPerson)
      .map(({ name }) => ({
        what: `the table « ${name} » has no column school_id`,
        remedy: `${BY_SCHOOL}; what is a person’s own by « this.personTable(…) »`,
      }))
    return [...without, ...(await looseKeys(bench))]
  },
}

interface Key {
  table: string
  name: string
  kind: 'p' | 'u' | 'f'
}

/** Keys of tables with a school that do not begin with it: the primary, the unique ones, references inside the plugin. */
async function looseKeys({ host, schema }: Bench): Promise<Finding[]> {
  const keys = await host.sql<Key>(LOOSE, [schema])
  return keys.map(({ table, name, kind }) => ({
    what:
      kind === 'f'
        ? `the reference « ${name} » of « ${table} » could lead to another school's row`
        : `the key « ${name} » of « ${table} » does not begin with school_id`,
    remedy:
      kind === 'f'
        ? `reference ['school_id', …], as this.member() and this.group() do`
        : kind === 'p'
          ? BY_SCHOOL
          : `write it as table.unique(['school_id', …]): two schools may keep the same`,
  }))
}

const LOOSE = `
  with ours as (
    select c.oid, c.relname, a.attnum as school from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped
    where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition)
  select o.relname as "table", i.relname as name, case when x.indisprimary then 'p' else 'u' end as kind
  from ours o join pg_index x on x.indrelid = o.oid and x.indisunique join pg_class i on i.oid = x.indexrelid
  where x.indkey[0] <> o.school
  union all
  select o.relname, k.conname, 'f' from ours o join pg_constraint k on k.conrelid = o.oid and k.contype = 'f'
  where not (o.school = any (k.conkey))
    and not exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[1] and a.attname = 'account_id')`
