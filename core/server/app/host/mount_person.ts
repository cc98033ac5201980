import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { PersonContext, PersonMember } from '@preau/kit/server'
import { middleware } from '#start/kernel'
import { Failure, unknownRoute } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { grantsOf, holds } from '#app/permissions/rules'
import { pluginRole, withScope } from '#app/scope/index'
import type { Membership } from '#app/identity/sessions'
import { activationsOf } from './activation_cache.ts'
import { isOpenTo } from './gate.ts'
import { echoedRevision, givenUp } from './member_scope.ts'
import { personScopeObject } from './person_scope_object.ts'
import type { LoadedPlugin } from './registry.ts'
import { patternOf, runnerOf, type Mounted } from './routes.ts'

const READS = new Set(['GET', 'HEAD'])

/** Mounts a route of persons: behind the session, the gate of his schools, and a scope of his own. */
export function mountOfPerson(router: HttpRouterService, plugin: LoadedPlugin, route: Mounted) {
  const pattern = patternOf(`/api/me/p/${plugin.manifest.id}`, route.path)
  const serving = {
    plugin,
    permission: route.options.permission,
    run: runnerOf<PersonContext>(route.handler),
  }
  router[route.method](pattern, (ctx: HttpContext) => serve(ctx, serving)).use(middleware.person())
}

interface Serving {
  plugin: LoadedPlugin
  permission: string
  run: (ctx: PersonContext) => unknown
}

async function serve(ctx: HttpContext, { plugin, permission, run }: Serving): Promise<unknown> {
  const { id } = plugin.manifest
  const { account } = ctx.identity!
  const write = !READS.has(ctx.request.method())
  const members = await openMembers(ctx, plugin, write)
  if (!members.some((one) => (one.permissions as string[]).includes(permission)))
    throw new Failure('E_FORBIDDEN', 403)
  const scope = personScopeObject({
    manifest: plugin.manifest,
    account: { id: account.id, name: account.name },
    members,
    locale: preferredLocale(ctx.request.header('accept-language')),
    logger: ctx.logger,
    signal: givenUp(ctx),
  })
  const entry = {
    kind: 'person' as const,
    accountId: account.id,
    role: pluginRole(id),
    readOnly: !write,
    locks: write ? [id] : [],
  }
  return withScope(entry, async () => run(Object.assign(ctx, { scope }) as PersonContext))
}

/** His schools where the plugin is open to him now. @throws E_ROUTE_NOT_FOUND (404) when there is none */
async function openMembers(
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
  ctx.response.header('X-Preau-Revision', String(latest(open)))
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

function latest(open: readonly { revision: bigint }[]): bigint {
  return open.reduce((most, { revision }) => (revision > most ? revision : most), 0n)
}
