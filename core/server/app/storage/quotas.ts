import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Profile } from '@preau/kit'
import files from '#config/files'
import { coreQuery } from '#app/core_query'

/** For whom room is asked. */
export interface Sender {
  schoolId: string
  plugin: string
  memberId: string
  profiles: readonly Profile[]
}

export const QUOTAS = ['person', 'plugin', 'school'] as const

/** One of the three measures that a file counts in: bytes. */
export interface Room {
  whose: (typeof QUOTAS)[number]
  used: number
  limit: number
}

interface Measure {
  school: string
  plugin: string
  person: string
  waiting: number
}

/** What is used and what is allowed, in each of the three measures; and the person's uploads that nothing has taken yet. */
export async function measure(
  sender: Sender,
  trx?: TransactionClientContract
): Promise<{ rooms: Room[]; waiting: number }> {
  const [row] = await coreQuery<Measure>(
    `select coalesce(sum(size), 0) as school,
       coalesce(sum(size) filter (where plugin = ?), 0) as plugin,
       coalesce(sum(size) filter (where owner_id = ?), 0) as person,
       count(*) filter (where owner_id = ? and object_id is null)::integer as waiting
     from core.files where school_id = ? and state <> 'gone'`,
    [sender.plugin, sender.memberId, sender.memberId, sender.schoolId],
    trx
  )
  const limits = await limitsOf(sender, trx)
  const rooms = QUOTAS.map((whose) => ({
    ...{ whose, used: Number(row![whose]), limit: limits[whose] },
  }))
  return { rooms, waiting: row!.waiting }
}

/** The bytes that are left in the tightest measure. */
export function roomLeft(rooms: readonly Room[]): number {
  return Math.max(0, Math.min(...rooms.map(({ used, limit }) => limit - used)))
}

async function limitsOf(sender: Sender, trx?: TransactionClientContract) {
  const rows = await coreQuery<{ kind: string; name: string; bytes: string }>(
    'select kind, name, bytes from core.file_quotas where school_id = ?',
    [sender.schoolId],
    trx
  )
  const own = (kind: string, name: string): number | undefined => {
    const found = rows.find((one) => one.kind === kind && one.name === name)
    return found && Number(found.bytes)
  }
  const { quotas } = files
  return {
    school: own('school', '') ?? quotas.school,
    plugin: own('plugin', sender.plugin) ?? quotas.plugin,
    person: Math.max(
      ...sender.profiles.map((profile) => own('profile', profile) ?? quotas.profile[profile])
    ),
  }
}
