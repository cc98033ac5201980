import db from '@adonisjs/lucid/services/db'
import type { Infer } from '@vinejs/vine/types'
import { PluginError, type PersonMember } from '@preau/kit/server'
import { notFound, type OwnScope } from '../context.ts'
import { Trace } from '../traces/trace.ts'
import type { shareValidator } from '../traces/trace_validator.ts'

type Wish = Infer<typeof shareValidator>

/** Shares of one trace at once. */
const MOST = 50

/**
 * Shares one of my traces in one of my schools. With an adult of the school, the team of one of my
 * classes or groups, or my legal guardians; never with another pupil, nor outside of the platform.
 * @throws E_NOT_FOUND (404), E_FORBIDDEN (403), E_FOLIOS_UNTIL, E_FOLIOS_RECIPIENT, E_FOLIOS_SHARES (422)
 */
export async function shareTrace(scope: OwnScope, trace: string, wish: Wish): Promise<void> {
  const me = scope.memberOf(wish.uai, 'folios.own')
  if (!(await Trace.find(trace))) throw notFound()
  if (wish.until && new Date(wish.until) <= scope.clock.now())
    throw new PluginError('E_FOLIOS_UNTIL', 422, 'the date is past')
  const [{ count } = { count: 0 }] = await db
    .from('traces_shares')
    .where('object_id', trace)
    .whereNull('ended_at')
    .count('* as count')
  if (Number(count) >= MOST)
    throw new PluginError('E_FOLIOS_SHARES', 422, 'too many shares', { most: MOST })
  const to = await recipientOf(scope, wish, me)
  const same = { school_id: me.school.id, object_id: trace, ...to }
  await db.from('traces_shares').where(same).update({ ended_at: scope.clock.now() })
  await db.table('traces_shares').insert({
    ...same,
    ...{ owner_member: me.member.id, rights: wish.rights, until: wish.until },
  })
}

/** Ends one of my shares, in whatever school; what was answered stays mine to read. @throws E_NOT_FOUND (404) */
export async function takeBack(scope: OwnScope, trace: string, share: string): Promise<void> {
  const ended = await db
    .from('traces_shares')
    .where({ id: share, object_id: trace })
    .whereNull('ended_at')
    .update({ ended_at: scope.clock.now() })
  if (!Number(ended)) throw notFound()
}

interface Recipient {
  to_member: string | null
  to_team: string | null
  to_guardians: boolean
}

async function recipientOf(scope: OwnScope, wish: Wish, me: PersonMember): Promise<Recipient> {
  const nobody = { to_member: null, to_team: null, to_guardians: false }
  if (wish.to === 'guardians') return { ...nobody, to_guardians: true }
  const id = wish.id!
  if (wish.to === 'team') {
    const groups = await scope.directory.myGroups(me.school.uai)
    if (groups.some((group) => group.id === id)) return { ...nobody, to_team: id }
  } else {
    const [found] = await scope.directory.members(me.school.uai, [id])
    if (found && !['student', 'guardian'].includes(found.profile))
      return { ...nobody, to_member: id }
  }
  throw new PluginError('E_FOLIOS_RECIPIENT', 422, 'nobody with whom he may share there')
}
