import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { PluginContext } from '@preau/kit/server'
import { middleware } from '#start/kernel'
import { unknownRoute } from '#app/failure'
import { withMemberScope } from './member_scope.ts'
import { mountOfPerson } from './mount_person.ts'
import { mountOfSchools } from './mount_schools.ts'
import { loadedPlugins, markFailed, type LoadedPlugin } from './registry.ts'
import {
  patternOf,
  personRoutesOf,
  routesOf,
  runnerOf,
  schoolsRoutesOf,
  type Mounted,
} from './routes.ts'
import { notingStrays } from './strays.ts'

const READS = new Set(['GET', 'HEAD'])

/** Mounts every plugin's routes behind the session, the gate and a scope. There is no other way in. */
export async function mountPlugins(router: HttpRouterService): Promise<void> {
  for (const plugin of loadedPlugins()) {
    try {
      const mounted = await notingStrays(plugin.manifest.id, () => [
        routesOf(plugin),
        personRoutesOf(plugin),
        schoolsRoutesOf(plugin),
      ])
      for (const route of mounted[0]!) mount(router, plugin, route)
      for (const route of mounted[1]!) mountOfPerson(router, plugin, route)
      for (const route of mounted[2]!) mountOfSchools(router, plugin, route)
    } catch (error) {
      markFailed(plugin.package, error)
    }
  }
}

function mount(router: HttpRouterService, plugin: LoadedPlugin, route: Mounted) {
  const { method, path, options, handler } = route
  const pattern = patternOf(`/api/schools/:uai/p/${plugin.manifest.id}`, path)
  const serving = { plugin, options, run: runnerOf<PluginContext>(handler) }
  router[method](pattern, (ctx: HttpContext) => serve(ctx, serving))
    .use(middleware.session())
    .use(middleware.member())
}

interface Serving {
  plugin: LoadedPlugin
  options: Mounted['options']
  run: (ctx: PluginContext) => unknown
}

async function serve(ctx: HttpContext, { plugin, options, run }: Serving): Promise<unknown> {
  ctx.params['plugin'] = plugin.manifest.id
  const { school, member } = ctx.identity!
  if (!school || !member) throw unknownRoute()
  const write = !READS.has(ctx.request.method())
  return withMemberScope(ctx, { plugin, school, member, write }, async (scope) => {
    if (options.permission !== 'any-member') await scope.authorize(options.permission as never)
    return run(Object.assign(ctx, { scope }) as PluginContext)
  })
}
