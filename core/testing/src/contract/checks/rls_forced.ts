import type { Check } from '../check.ts'

/** The walls stand on every table. */
export const rlsForced: Check = {
  code: 'rls-forced',
  title: 'row-level security is on and forced, with the scope’s policy and grants to nobody else',
  async run({ host, schema }) {
    const tables = await host.sql<Walls>(WALLS, [schema])
    return tables.flatMap(({ name, enabled, forced, policy, others }) => {
      const lacks = [
        ...(enabled ? [] : ['row-level security is off']),
        ...(forced ? [] : ['row-level security is not forced: it does not bind the owner']),
        ...(policy ? [] : ['a policy does not compare school_id or account_id with the scope']),
        ...(others ? [`it is granted to ${others}`] : []),
      ]
      return lacks.map((what) => ({
        what: `« ${name} »: ${what}`,
        remedy:
          'create it by « this.schoolTable(…) » or « this.personTable(…) », and let no migration alter its row-level security, policies or grants',
      }))
    })
  },
}

interface Walls {
  name: string
  enabled: boolean
  forced: boolean
  policy: boolean
  /** Roles that may touch it besides its plugin, its owner, and the searches that the kit writes. */
  others: string | null
}

/** Policies of everybody, each with whether it compares the scope: one for all, or each of several. */
const WALLS = `
  with scoped as (
    select polrelid, polcmd, coalesce(pg_get_expr(polqual, polrelid), 'school_id()') ~ '(school|account)_id\\(\\)'
      and coalesce(pg_get_expr(polwithcheck, polrelid), 'school_id()') ~ '(school|account)_id\\(\\)' as named
    from pg_policy where polpermissive and polroles <> array['core_reader'::regrole::oid])
  select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    exists (select from scoped p where p.polrelid = c.oid and p.polcmd = '*' and p.named)
      or coalesce((select bool_and(p.named) from scoped p where p.polrelid = c.oid), false) as policy,
    (select string_agg(distinct case when g.grantee = 0 then 'everybody' else g.grantee::regrole::text end, ', ')
     from aclexplode(c.relacl) g where g.grantee not in (c.relowner, n.nspname::regrole::oid)
       and not (g.grantee = 'core_reader'::regrole::oid and g.privilege_type = 'SELECT')) as others
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('school_id', 'account_id') and not a.attisdropped)
  order by 1`
