import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { PersonContext } from '@preau/kit/server'
import { middleware } from '#start/kernel'
import { Failure } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { pluginRole, withScope } from '#app/scope/index'
import { givenUp } from './member_scope.ts'
import { openMembers } from './open_members.ts'
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
