import { hash } from '@node-rs/argon2'
import type { test } from '@japa/runner'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../../testing/src/postgres.ts'
import { startHost } from '../../../testing/src/host.ts'

export const PASSWORD = 'preau-demo'
export const COLLEGE = '0990001N'
export const LYCEE = '0990003R'

/** Few people: a head, a teacher of both schools, a pupil, an officer, somebody invited who has no password yet. */
const PEOPLE = `
  insert into core.authorities (slug, name) values ('preauville', 'Préauville numérique');
  insert into core.schools (uai, name, authority_id)
    select * from (values ('${COLLEGE}', 'Collège du Préau'), ('${LYCEE}', 'Lycée de la Halle')) as s, (select id from core.authorities) as a;
  insert into core.accounts (identifier, given_name, family_name, password_hash) values
    ('odile.lambert', 'Odile', 'Lambert', $HASH$), ('helene.roussel', 'Hélène', 'Roussel', $HASH$),
    ('lina.durand', 'Lina', 'Durand', $HASH$), ('agent.collectivite', 'Alix', 'Agent', $HASH$),
    ('ferme.compte', 'Compte', 'Fermé', $HASH$), ('nouveau.venu', 'Nouveau', 'Venu', null);
  update core.accounts set closed_at = now() where identifier = 'ferme.compte';
  insert into core.members (school_id, account_id, profile, profiles, given_name, family_name, display_name)
    select s.id, a.id, p.profile, array[p.profile], a.given_name, a.family_name, a.given_name || ' ' || a.family_name
    from (values ('${COLLEGE}', 'odile.lambert', 'head'), ('${COLLEGE}', 'helene.roussel', 'teacher'),
      ('${LYCEE}', 'helene.roussel', 'teacher'), ('${COLLEGE}', 'lina.durand', 'student')) as p (uai, identifier, profile)
    join core.schools s on s.uai = p.uai join core.accounts a on a.identifier = p.identifier;
  insert into core.committee_members (school_id, member_id, named_by)
    select m.school_id, m.id, o.id from core.members m join core.schools s on s.id = m.school_id and s.uai = '${COLLEGE}'
    join core.accounts a on a.id = m.account_id and a.identifier = 'helene.roussel', core.accounts o where o.identifier = 'odile.lambert';
  insert into core.officers (authority_id, account_id, role)
    select u.id, a.id, 'agent' from core.authorities u, core.accounts a where a.identifier = 'agent.collectivite'`

/** A process on a database with these people; made before a group's first test, gone after its last. */
export interface Place {
  database: TestDatabase
  url: string
  /** One statement as the administrator. */
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
}

/** Gives the current group its own place, filled in before its first test. */
export function place(group: ReturnType<typeof test.group>): Place {
  const here = {
    query: (sql: string, values: unknown[] = []) =>
      asAdmin(here.database.adminUrl, async (admin) => (await admin.query(sql, values)).rows),
  } as Place
  group.setup(async () => {
    here.database = await cloneDatabase()
    const kept = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    await asAdmin(here.database.adminUrl, (admin) =>
      admin.query(PEOPLE.replaceAll('$HASH$', () => admin.escapeLiteral(kept)))
    )
    const host = await startHost(here.database, { LOG_LEVEL: 'error' })
    here.url = host.url
    return async () => {
      await host.stop()
      await here.database.drop()
    }
  })
  return here
}
