import type { ClientBase } from 'pg'
import { personName, plain } from './aaf/names.ts'

/** An account as an administrator of the platform names it. */
export interface FoundAccount {
  id: string
  identifier: string | null
  name: string
}

const COLUMNS = `a.id, a.identifier, a.given_name || ' ' || a.family_name as name`

/** Finds an open account by its identifier, or by `academy:key`, as the academy's feed names the person. */
export async function findAccount(
  client: ClientBase,
  person: string
): Promise<FoundAccount | undefined> {
  const [academy = '', key] = person.split(':')
  const { rows } = key
    ? await client.query<FoundAccount>(
        `select ${COLUMNS} from core.person_keys k join core.accounts a on a.id = k.account_id
         where k.academy = $1 and k.key = $2 and a.closed_at is null`,
        [academy, key]
      )
    : await client.query<FoundAccount>(
        `select ${COLUMNS} from core.accounts a where a.identifier = $1 and a.closed_at is null`,
        [person.toLowerCase()]
      )
  return rows[0]
}

/** A collectivité and the agent who will act for it. */
export interface Appointment {
  slug: string
  authorityName: string
  /** `prenom.nom`: the account is made if there is none. */
  identifier: string
}

/** Makes a collectivité, an account and an agent of what is missing; answers the agent's account. Idempotent. */
export async function appointAgent(
  client: ClientBase,
  { slug, authorityName, identifier }: Appointment
): Promise<FoundAccount | undefined> {
  const [given = '', family = ''] = identifier
    .split('.', 2)
    .map((word) => personName(word.toUpperCase()))
  await client.query(
    'insert into core.authorities (slug, name) values ($1, $2) on conflict (slug) do nothing',
    [slug, authorityName]
  )
  await client.query(
    `insert into core.accounts (identifier, given_name, family_name) values ($1, $2, $3)
     on conflict (identifier) do nothing`,
    [plain(identifier), given, family]
  )
  await client.query(
    `insert into core.officers (authority_id, account_id, role)
     select o.id, a.id, 'agent' from core.authorities o, core.accounts a
     where o.slug = $1 and a.identifier = $2 and a.closed_at is null
     on conflict (authority_id, account_id) do update set ended_at = null
     where core.officers.ended_at is not null`,
    [slug, plain(identifier)]
  )
  return findAccount(client, plain(identifier))
}
