import type { HttpContext } from '@adonisjs/core/http'
import type { MemberRef, MemberScope, SchoolRef } from '@preau/kit/server'
import type { Profile } from '@preau/kit'
import { unknownRoute } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { pluginRole, withScope } from '#app/scope/index'
import { activationsOf } from './activation_cache.ts'
import { isOpenTo } from './gate.ts'
import { lockedWith, type LoadedPlugin } from './registry.ts'
import { scopeObject } from './scope_object.ts'

/** Somebody who asks something of a plugin in one of his schools. */
export interface Asking {
  plugin: LoadedPlugin
  school: SchoolRef
  member: MemberRef
  /** Whether he changes something of the module: a pause for reading alone refuses that. */
  write: boolean
  /** Whether the transaction may write; what is not a change of the module may, in spite of such a pause. @default `write` */
  writes?: boolean
}

/**
 * Opens a plugin's scope for somebody, behind the gate.
 * @throws E_ROUTE_NOT_FOUND (404) where the module does not answer him
 */
export async function withMemberScope<T>(
  ctx: HttpContext,
  { plugin, school, member, write, writes = write }: Asking,
  work: (scope: MemberScope) => Promise<T>
): Promise<T> {
  const { id } = plugin.manifest
  const activations = await activationsOf(school.id, echoedRevision(ctx))
  const asker = { profiles: member.profiles as Profile[], write, now: new Date() }
  if (!isOpenTo(activations.modules.get(id), asker)) throw unknownRoute()
  showRevision(ctx, activations.revision)
  const scope = scopeObject({
    ...{ plugin, school, member, activations, write: writes, proved: ctx.identity!.proved },
    locale: preferredLocale(ctx.request.header('accept-language')),
    logger: ctx.logger,
    signal: givenUp(ctx),
  })
  const entry = {
    kind: 'school' as const,
    schoolId: school.id,
    memberId: member.id,
    role: pluginRole(id),
    readOnly: !writes,
    locks: writes ? lockedWith(id) : [],
  }
  return withScope(entry, () => work(scope as MemberScope))
}

/** Aborted when the client goes away before it has its answer. */
export function givenUp({ response }: HttpContext): AbortSignal {
  const controller = new AbortController()
  response.response.once('close', () => {
    if (!response.response.writableFinished) controller.abort()
  })
  return controller.signal
}

/** Tells the client what it is answered from: the latest, where several schools answer. */
export function showRevision({ response }: HttpContext, revision: bigint): void {
  const shown = response.getHeader('X-Preau-Revision')
  if (shown === undefined || BigInt(String(shown)) < revision)
    response.header('X-Preau-Revision', String(revision))
}

/** The revision that the client has seen: this process must not answer from before it. */
export function echoedRevision(ctx: HttpContext): bigint {
  const echoed = ctx.request.header('x-preau-revision') ?? ''
  return /^\d{1,18}$/.test(echoed) ? BigInt(echoed) : 0n
}
