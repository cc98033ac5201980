import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { SchoolsContext, SchoolsScope } from '@preau/kit/server'
import { middleware } from '#start/kernel'
import { Failure } from '#app/failure'
import { givenUp, withMemberScope } from './member_scope.ts'
import { openMembers } from './open_members.ts'
import type { LoadedPlugin } from './registry.ts'
import { patternOf, runnerOf, type Mounted } from './routes.ts'

/** Mounts a reading over a person's schools: behind the session and the gate of each, and a scope of each. */
export function mountOfSchools(router: HttpRouterService, plugin: LoadedPlugin, route: Mounted) {
  const pattern = patternOf(`/api/me/p/${plugin.manifest.id}`, route.path)
  const run = runnerOf<SchoolsContext>(route.handler)
  router
    .get(pattern, async (ctx: HttpContext) => {
      const scope = await schoolsScope(ctx, plugin, route.options.permission)
      return run(Object.assign(ctx, { scope }) as SchoolsContext)
    })
    .use(middleware.person())
}

/** One school after the other: a request holds one connection at a time, whatever its schools. */
async function schoolsScope(
  ctx: HttpContext,
  plugin: LoadedPlugin,
  permission: string
): Promise<SchoolsScope> {
  const open = await openMembers(ctx, plugin, false)
  const members = open.filter((one) => (one.permissions as string[]).includes(permission))
  if (!members.length) throw new Failure('E_FORBIDDEN', 403)
  return {
    members,
    signal: givenUp(ctx),
    async eachSchool(read) {
      const answers: Awaited<ReturnType<typeof read>>[] = []
      for (const { school, member } of members)
        answers.push(await withMemberScope(ctx, { plugin, school, member, write: false }, read))
      return answers
    },
  }
}
