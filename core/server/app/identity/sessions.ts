import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Profile } from '@preau/kit'
import { coreQuery } from '#app/core_query'
import { appKey } from '#config/app'

/** Hours that a session lives after the last write made in it, and days at most. */
const HOURS = 12
const DAYS = 7
const MINUTES_BETWEEN_TOUCHES = 5
/** Minutes during which a password given again holds. */
const MINUTES_OF_PROOF = 5
/** The form of a school's UAI. */
export const UAI = /^\d{7}[A-Z]$/

/** An account, as its owner and the logs know it. */
export interface Account {
  id: string
  identifier: string
  name: string
}

/** Who asks, read once per request. */
export interface Identity {
  account: Account
  sessionHash: Buffer
  /** Not touched for minutes: a write prolongs it. */
  stale: boolean
  /** The password was given again a few minutes ago. */
  proved: boolean
  /** Ids of the schools whose commission du numérique he belongs to. */
  committees: string[]
  /** The school of the path, when he is a member there. */
  school?: { id: string; uai: string; name: string; timezone: string; locale: string }
  member?: { id: string; profile: Profile; profiles: Profile[]; displayName: string }
  /** May switch and configure in this school: the head and whom he named. */
  administers: boolean
  /** All that he is, school by school, in order of id; for a route of persons only. */
  memberships?: Membership[]
}

/** Who somebody is in one of his schools. */
export interface Membership {
  school: NonNullable<Identity['school']>
  member: NonNullable<Identity['member']>
}

/** What is kept of a token or a one-time code: SHA-256. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Opens a session and answers its token, which is kept nowhere. */
export async function createSession(accountId: string, device: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await coreQuery(
    `insert into core.sessions (token_hash, account_id, device, expires_at) values (?, ?, ?, now() + ?::interval)`,
    [hashToken(token), accountId, device.slice(0, 200), `${HOURS} hours`]
  )
  return token
}

interface Row {
  stale: boolean
  proved: boolean
  account_id: string
  identifier: string
  account_name: string
  committees: string[]
  school_id: string | null
  uai: string
  school_name: string
  timezone: string
  locale: string
  member_id: string | null
  profile: Profile
  profiles: Profile[]
  display_name: string
}

const READ = `
  select coalesce(x.proved_at > now() - interval '${MINUTES_OF_PROOF} minutes', false) as proved,
    x.touched_at < now() - interval '${MINUTES_BETWEEN_TOUCHES} minutes' as stale,
    a.id as account_id, a.identifier, a.given_name || ' ' || a.family_name as account_name,
    s.id as school_id, s.uai, s.name as school_name, s.timezone, s.locale,
    m.id as member_id, m.profile, m.profiles, m.display_name,
    array(select c.school_id from core.committee_members c join core.members cm
      on cm.school_id = c.school_id and cm.id = c.member_id
      where cm.account_id = a.id and cm.ended_at is null) as committees
  from core.sessions x
  join core.accounts a on a.id = x.account_id and a.closed_at is null
  left join core.schools s on s.uai = ?
  left join core.members m on m.school_id = s.id and m.account_id = a.id and m.ended_at is null
  where x.token_hash = ? and x.expires_at > now()`

/** The session, its account and, with a UAI, the membership there: one statement, no write. */
export async function readSession(token: string, uai?: string): Promise<Identity | null> {
  const sessionHash = hashToken(token)
  const known = uai !== undefined && UAI.test(uai) ? uai : null
  const [row] = await coreQuery<Row>(READ, [known, sessionHash])
  if (!row) return null
  const { committees, stale, proved } = row
  const account = { id: row.account_id, identifier: row.identifier, name: row.account_name }
  const identity = { account, sessionHash, stale, proved, committees, administers: false }
  return row.school_id && row.member_id
    ? { ...identity, ...membershipOf(row, row.school_id, row.member_id) }
    : identity
}

const READ_OF_PERSON = `
  select x.touched_at < now() - interval '${MINUTES_BETWEEN_TOUCHES} minutes' as stale,
    a.id as account_id, a.identifier, a.given_name || ' ' || a.family_name as account_name,
    array(select json_build_object(
        'school', json_build_object('id', s.id, 'uai', s.uai, 'name', s.name, 'timezone', s.timezone, 'locale', s.locale),
        'member', json_build_object('id', m.id, 'profile', m.profile, 'profiles', m.profiles, 'displayName', m.display_name))
      from core.members m join core.schools s on s.id = m.school_id
      where m.account_id = a.id and m.ended_at is null order by s.id) as memberships
  from core.sessions x
  join core.accounts a on a.id = x.account_id and a.closed_at is null
  where x.token_hash = ? and x.expires_at > now()`

/** The session, its account and all his memberships: one statement, no write. */
export async function readSessionOfPerson(token: string): Promise<Identity | null> {
  const sessionHash = hashToken(token)
  const [row] = await coreQuery<
    Pick<Row, 'stale' | 'account_id' | 'identifier' | 'account_name'> & {
      memberships: Membership[]
    }
  >(READ_OF_PERSON, [sessionHash])
  if (!row) return null
  const { stale, memberships } = row
  const account = { id: row.account_id, identifier: row.identifier, name: row.account_name }
  const none = { proved: false, committees: [], administers: false }
  return { account, sessionHash, stale, memberships, ...none }
}

function membershipOf(row: Row, schoolId: string, memberId: string) {
  const { uai, school_name, timezone, locale, profile, profiles, display_name, committees } = row
  return {
    school: { id: schoolId, uai, name: school_name, timezone, locale },
    member: { id: memberId, profile, profiles, displayName: display_name },
    administers: profiles.includes('head') || committees.includes(schoolId),
  }
}

/** Prolongs a session, never beyond its last day; for the writes of a stale one. */
export async function touchSession(sessionHash: Buffer): Promise<void> {
  await coreQuery(
    `update core.sessions set touched_at = now(), expires_at = least(now() + ?::interval, created_at + ?::interval)
     where token_hash = ?`,
    [`${HOURS} hours`, `${DAYS} days`, sessionHash]
  )
}

/** Notes that the password was given again in a session. */
export async function proveSession(sessionHash: Buffer): Promise<void> {
  await coreQuery('update core.sessions set proved_at = now() where token_hash = ?', [sessionHash])
}

/** Ends one session. */
export async function endSession(sessionHash: Buffer): Promise<void> {
  await coreQuery('delete from core.sessions where token_hash = ?', [sessionHash])
}

/** Ends the account's sessions, but for one. */
export async function endOtherSessions(
  accountId: string,
  kept: Buffer | null,
  trx?: TransactionClientContract
): Promise<void> {
  await coreQuery(
    'delete from core.sessions where account_id = ? and token_hash is distinct from ?::bytea',
    [accountId, kept],
    trx
  )
}

function sign(sessionHash: Buffer, nonce: string): string {
  return createHmac('sha256', appKey.toString())
    .update(sessionHash)
    .update(`.csrf.${nonce}`)
    .digest('base64url')
}

/** A token that belongs to this session and to no other. */
export function csrfToken(sessionHash: Buffer): string {
  const nonce = randomBytes(16).toString('base64url')
  return `${nonce}.${sign(sessionHash, nonce)}`
}

/** Whether cookie and header are one token, signed for this session. */
export function csrfTokenMatches(sessionHash: Buffer, cookie: string, header: string): boolean {
  const [nonce = '', signature = ''] = cookie.split('.')
  const expected = Buffer.from(sign(sessionHash, nonce))
  const given = Buffer.from(signature)
  return cookie === header && given.length === expected.length && timingSafeEqual(given, expected)
}
