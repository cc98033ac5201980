import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { PluginManifest } from '@preau/kit'
import type { PluginContext, PluginRouter, RouteOptions } from '@preau/kit/server'
import { middleware } from '#start/kernel'
import { unknownRoute } from '#app/failure'
import { withMemberScope } from './member_scope.ts'
import { loadedPlugins, markFailed, type LoadedPlugin } from './registry.ts'
import { notingStrays } from './strays.ts'

type Handler = Parameters<PluginRouter<PluginManifest>['get']>[2]
type Runner = (ctx: PluginContext) => unknown
type ControllerClass = new () => Record<string, Runner>
const READS = new Set(['GET', 'HEAD'])

/** Mounts every plugin's routes behind the session, the gate and a scope. There is no other way in. */
export async function mountPlugins(router: HttpRouterService): Promise<void> {
  for (const plugin of loadedPlugins()) {
    try {
      const mounted = await notingStrays(plugin.manifest.id, () => routesOf(plugin))
      for (const route of mounted) mount(router, plugin, route)
    } catch (error) {
      markFailed(plugin.package, error)
    }
  }
}

/** A route as its plugin registers it. */
interface Mounted {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  options: RouteOptions<PluginManifest>
  handler: Handler
}

/** The routes that a plugin registers. @throws when one names no permission */
export function routesOf({ server }: LoadedPlugin): Mounted[] {
  const mounted: Mounted[] = []
  server.routes?.(collector(mounted))
  return mounted
}

function collector(mounted: Mounted[]): PluginRouter<PluginManifest> {
  const register =
    (method: Mounted['method']) =>
    (path: string, options: RouteOptions<PluginManifest>, handler: Handler) => {
      if (!options?.permission) throw new Error(`the route ${method} ${path} names no permission`)
      mounted.push({ method, path, options, handler })
    }
  return {
    get: register('get'),
    post: register('post'),
    put: register('put'),
    patch: register('patch'),
    delete: register('delete'),
  }
}

function mount(
  router: HttpRouterService,
  plugin: LoadedPlugin,
  { method, path, options, handler }: Mounted
) {
  const { id } = plugin.manifest
  const pattern = `/api/schools/:uai/p/${id}/${path.replace(/^\/+/, '')}`.replace(/\/+$/, '')
  const serving = { plugin, options, run: runnerOf(handler) }
  router[method](pattern, (ctx: HttpContext) => serve(ctx, serving))
    .use(middleware.session())
    .use(middleware.member())
}

interface Serving {
  plugin: LoadedPlugin
  options: RouteOptions<PluginManifest>
  run: Runner
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

/** What answers a route; a lazy controller is imported at its first request, and once. */
function runnerOf(handler: Handler): Runner {
  if (typeof handler === 'function') return handler
  const [controller, method] = handler
  let found: Promise<ControllerClass> | undefined
  return async (ctx) => {
    const Controller = await (found ??= classOf(controller))
    const instance = await ctx.containerResolver.make(Controller)
    return await instance[method]!(ctx)
  }
}

async function classOf(controller: Extract<Handler, unknown[]>[0]): Promise<ControllerClass> {
  const isClass = /^class\b/.test(Function.prototype.toString.call(controller))
  if (isClass) return controller as ControllerClass
  return (await (controller as () => Promise<{ default: ControllerClass }>)()).default
}
