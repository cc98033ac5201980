import type { PluginManifest, NotificationDeclaration } from '@preau/kit'
import type {
  AudienceRow,
  MemberRef,
  NotifyOptions,
  Recipients,
  Scope,
  ScopeQuietHours,
} from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { daysOff } from '#app/calendar/days_off'
import { deliveryTime, sideOf } from '#app/calendar/quiet_hours'
import { BYPASS, rulesOf, type StoredRules } from '#app/calendar/stored_rules'
import { Failure } from '#app/failure'
import { payloadJson } from '#app/outbox/enqueue'
import { nudge } from '#app/outbox/nudge'
import { currentScope } from '#app/scope/index'

/** A page of the plugin: never another site, never out of the plugin. */
const PATH = /^(?!.*(?:\.\.|\/\/))(?!\/)[\w\-./~%?=&]{0,300}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOST_MEMBERS = 1200
const LONGEST_REASON = 500
/** PostgreSQL's code of a sender who may not pass the quiet hours. */
const NOT_ALLOWED = 'PR403'

/** How a scope tells people of something, through the narrow doors of `core_api`. */
export function noticesOf(
  manifest: PluginManifest,
  member: MemberRef | null
): Pick<Scope, 'notify' | 'withdraw' | 'quietHours' | 'calendar'> {
  return {
    async notify(kind: string, options: NotifyOptions) {
      const notice = await noticeOf(declared(manifest, kind), options)
      const { rows } = await door('select core_api.notify(?, ?::jsonb) as id', [kind, notice])
      currentScope()?.afterCommit.add(nudge)
      return rows[0]!.id
    },
    async withdraw(kind: string, object: string) {
      declared(manifest, kind)
      await door('select core_api.withdraw_notice(?, ?)', [kind, object])
    },
    ...hoursOf(member),
  }
}

function declared({ id, notifications = {} }: PluginManifest, kind: string) {
  const declaration = Object.hasOwn(notifications, kind) ? notifications[kind] : undefined
  if (!declaration)
    throw new Error(`notify: '${kind}' is not a kind of notification that ${id} declares`)
  return declaration
}

/** @throws E_URGENT_FORBIDDEN (403) */
async function door(sql: string, values: string[]): Promise<{ rows: { id: string }[] }> {
  try {
    return await db.rawQuery(sql, values)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_ALLOWED)
      throw new Failure('E_URGENT_FORBIDDEN', 403)
    throw error
  }
}

/** The notice as the door takes it. @throws E_JOB_PAYLOAD (422), E_URGENT_REASON (422) */
async function noticeOf(
  { audience: profiles, default: { app, mail }, urgent: always }: NotificationDeclaration,
  { to, path, values = {}, object = '', at, from, urgent }: NotifyOptions
): Promise<string> {
  if (!PATH.test(path)) throw new Error(`notify: '${path}' is not a page of the plugin`)
  const reason = urgent?.reason.trim().slice(0, LONGEST_REASON)
  if (reason === '') throw new Failure('E_URGENT_REASON', 422)
  return payloadJson({
    ...{ path, object, app, mail },
    profiles: [...profiles],
    words: { ...values },
    audience: await audienceOf(to),
    urgent: always === true || reason !== undefined,
    ...(reason !== undefined && { reason }),
    ...(at && { due: at.toISOString() }),
    ...(from !== undefined && { from }),
  })
}

async function audienceOf(to: Recipients) {
  if ('rows' in to) return to.rows.map(({ group, profile }) => ({ group, profile }))
  if ('audience' in to) {
    const { table, key, group, profile } = to.audience
    const rows: AudienceRow[] = await db
      .from(table)
      .where(key, to.id)
      .select(`${group} as group`, `${profile} as profile`)
    return rows.map((row) => ({ group: row.group, profile: row.profile }))
  }
  if (to.length > MOST_MEMBERS)
    throw new Error(
      `notify: ${to.length} members by name; at most ${MOST_MEMBERS}, else an audience`
    )
  const stranger = to.find((id) => !UUID.test(id))
  if (stranger !== undefined) throw new Error(`notify: '${stranger}' is not a member's id`)
  return to.map((member) => ({ member }))
}

/** Reads the school's hours in the scope's own transaction, once. */
function hoursOf(member: MemberRef | null): Pick<Scope, 'quietHours' | 'calendar'> {
  let read: Promise<StoredRules> | undefined
  const stored = () => (read ??= readStored())
  const quietHours: ScopeQuietHours = {
    async deliveryTime({ from = member?.profiles ?? ['staff'], to, at = new Date() }) {
      const sides = { from: sideOf(from), to: sideOf(to) }
      return deliveryTime(at, rulesOf(await stored()), sides)
    },
    async mayPass() {
      const { bypass } = await stored()
      return member?.profiles.some((one) => (bypass ?? BYPASS).includes(one)) ?? false
    },
  }
  const calendar = {
    daysOff: async (from: string, to: string) => daysOff(from, to, rulesOf(await stored())),
  }
  return { quietHours, calendar }
}

async function readStored(): Promise<StoredRules> {
  const row: StoredRules = await db.from('core_api.quiet_hours').firstOrFail()
  return row
}
