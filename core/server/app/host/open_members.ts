import type { HttpContext } from '@adonisjs/core/http'
import type { PersonMember } from '@preau/kit/server'
import { unknownRoute } from '#app/failure'
import type { Membership } from '#app/identity/sessions'
import { grantsOf, holds } from '#app/permissions/rules'
import { activationsOf } from './activation_cache.ts'
import { isOpenTo } from './gate.ts'
import { echoedRevision, showRevision } from './member_scope.ts'
import type { LoadedPlugin } from './registry.ts'

/** His schools where the plugin is open to him now. @throws E_ROUTE_NOT_FOUND (404) when there is none */
export async function openMembers(
  ctx: HttpContext,
  { manifest }: LoadedPlugin,
  write: boolean
): Promise<PersonMember[]> {
  const atLeast = echoedRevision(ctx)
  const found = await Promise.all(
    (ctx.identity!.memberships ?? []).map((one) => openMember(one, { manifest, write, atLeast }))
  )
  const open = found.filter((one) => one !== undefined)
  if (!open.length) throw unknownRoute()
  for (const { revision } of open) showRevision(ctx, revision)
  return open.map(({ member }) => member)
}

interface Asking extends Pick<LoadedPlugin, 'manifest'> {
  write: boolean
  atLeast: bigint
}

async function openMember(
  { school, member }: Membership,
  { manifest, write, atLeast }: Asking
): Promise<{ member: PersonMember; revision: bigint } | undefined> {
  const { modules, revision } = await activationsOf(school.id, atLeast)
  const activation = modules.get(manifest.id)
  const asker = { profiles: member.profiles, write, now: new Date() }
  if (!isOpenTo(activation, asker)) return undefined
  const permissions = grantsOf(manifest, activation!.settings)
    .filter((grant) => holds(grant, member.profiles))
    .map((grant) => grant.id as never)
  return { member: { school, member, permissions }, revision }
}
