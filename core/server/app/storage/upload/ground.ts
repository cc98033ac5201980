import type { HttpContext } from '@adonisjs/core/http'
import type { FileDeclaration, Profile } from '@preau/kit'
import files from '#config/files'
import { Failure, unknownRoute } from '#app/failure'
import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { echoedRevision } from '#app/host/member_scope'
import { loadedPlugin } from '#app/host/registry'
import { grantsOf, holds } from '#app/permissions/rules'
import type { Sender } from '../quotas.ts'

/** On what an upload stands: who sends, to which table of which plugin, under which rules. */
export interface Ground extends Sender {
  accountId: string
  table: string
  declaration: FileDeclaration
  /** Bytes of one file, at most. */
  largest: number
}

/**
 * Who asks may send files here. Whatever module is not open to him, and whatever table has no files, does not exist.
 * @throws E_ROUTE_NOT_FOUND (404), E_FORBIDDEN (403)
 */
export async function groundOf(ctx: HttpContext, write: boolean): Promise<Ground> {
  const { school, member, account } = ctx.identity!
  const { plugin: id, table } = ctx.params as Record<string, string>
  const manifest = loadedPlugin(id!)?.manifest
  const declaration =
    manifest?.files && Object.hasOwn(manifest.files, table!) ? manifest.files[table!] : undefined
  if (!school || !member || !manifest || !declaration) throw unknownRoute()
  const { modules } = await activationsOf(school.id, echoedRevision(ctx))
  const activation = modules.get(manifest.id)
  const profiles: readonly Profile[] = member.profiles
  if (!isOpenTo(activation, { profiles, write, now: new Date() })) throw unknownRoute()
  const needed = `${manifest.id}.${declaration.permission}`
  const held = grantsOf(manifest, activation!.settings).some(
    (grant) => grant.id === needed && holds(grant, profiles)
  )
  if (!held) throw new Failure('E_FORBIDDEN', 403)
  return {
    ...{ schoolId: school.id, memberId: member.id, accountId: account.id, profiles },
    ...{ plugin: manifest.id, table: table!, declaration },
    largest: Math.min(declaration.maxSize, files.largest),
  }
}
