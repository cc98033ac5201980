import vine from '@vinejs/vine'
import { PROFILES, type Profile } from '@preau/kit'
import { PluginError } from '@preau/kit/server'
import type { MailScope } from '../scope.ts'

/** Targets of one message, at most. */
export const MOST_TARGETS = 200
const DIRECTION: readonly Profile[] = ['head', 'school-life']

/** Whom a message addresses, in a form: exactly one of a member, his guardians, a group's profile, a profile, the thread. */
export const targetSchema = vine.object({
  kind: vine.enum(['to', 'cc'] as const),
  member: vine.string().uuid().nullable(),
  /** The legal guardians of `member`, not himself. */
  guardians: vine.boolean({ strict: true }),
  group: vine.string().uuid().nullable(),
  profile: vine.enum(PROFILES).nullable(),
  /** Whoever wrote in the thread or received it. */
  everyone: vine.boolean({ strict: true }),
})

export interface Target {
  kind: 'to' | 'cc'
  member: string | null
  guardians: boolean
  group: string | null
  profile: Profile | null
  everyone: boolean
}

/**
 * Targets that mean one thing each.
 * @throws E_MESSAGERIE_TARGET (422), E_MESSAGERIE_WHOLE (403) for a whole profile by whoever is not of the direction
 */
export function checkTargets({ member }: MailScope, targets: readonly Target[]): void {
  for (const one of targets) {
    const meanings = [one.member, one.profile, one.everyone || null].filter(Boolean)
    const sound = one.member ? !one.group : !one.guardians && (!one.group || one.profile !== null)
    if (meanings.length !== 1 || !sound)
      throw new PluginError(
        'E_MESSAGERIE_TARGET',
        422,
        'a target that means nothing, or two things'
      )
    if (one.profile && !one.group && !member.profiles.some((mine) => DIRECTION.includes(mine)))
      throw new PluginError(
        'E_MESSAGERIE_WHOLE',
        403,
        'a whole profile, by somebody not of the direction'
      )
  }
}

/** Whether the member may address a whole profile of his school. */
export function addressesProfiles({ member }: MailScope): boolean {
  return member.profiles.some((mine) => DIRECTION.includes(mine))
}
