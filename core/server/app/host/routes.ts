import type { HttpContext } from '@adonisjs/core/http'
import type { PluginManifest } from '@preau/kit'
import type { RouteOptions } from '@preau/kit/server'
import type { LoadedPlugin } from './registry.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
type ControllerClass = new () => Record<string, (ctx: never) => unknown>
type Handler = ((ctx: never) => unknown) | [unknown, string]

/** A route as its plugin registers it. */
export interface Mounted {
  method: (typeof METHODS)[number]
  path: string
  options: RouteOptions<PluginManifest>
  handler: Handler
}

type Register = (path: string, options: Mounted['options'], handler: Handler) => void

/** The routes that a plugin registers in a school. @throws when one names no permission */
export function routesOf({ server }: LoadedPlugin): Mounted[] {
  return collected((router) => server.routes?.(router))
}

/** The routes that a plugin registers for persons. @throws when one names no permission */
export function personRoutesOf({ server }: LoadedPlugin): Mounted[] {
  return collected((router) => server.personRoutes?.(router))
}

/** The readings over a person's schools that a plugin registers. @throws when one names no permission */
export function schoolsRoutesOf({ server }: LoadedPlugin): Mounted[] {
  return collected((router) => server.schoolsRoutes?.(router))
}

function collected(register: (router: Record<Mounted['method'], Register>) => void): Mounted[] {
  const mounted: Mounted[] = []
  const of =
    (method: Mounted['method']): Register =>
    (path, options, handler) => {
      if (!options?.permission) throw new Error(`the route ${method} ${path} names no permission`)
      mounted.push({ method, path, options, handler })
    }
  const [get, post, put, patch, remove] = METHODS.map(of) as [
    ...[Register, Register, Register, Register, Register],
  ]
  register({ get, post, put, patch, delete: remove })
  return mounted
}

/** The address of a route under its plugin's. */
export function patternOf(base: string, path: string): string {
  return `${base}/${path.replace(/^\/+/, '')}`.replace(/\/+$/, '')
}

/** What answers a route; a lazy controller is imported at its first request, and once. */
export function runnerOf<Context extends HttpContext>(handler: Handler): (ctx: Context) => unknown {
  if (typeof handler === 'function') return handler as (ctx: Context) => unknown
  const [controller, method] = handler
  let found: Promise<ControllerClass> | undefined
  return async (ctx) => {
    const Controller = await (found ??= classOf(controller))
    const instance = await ctx.containerResolver.make(Controller)
    return await instance[method]!(ctx as never)
  }
}

async function classOf(controller: unknown): Promise<ControllerClass> {
  const isClass = /^class\b/.test(Function.prototype.toString.call(controller))
  if (isClass) return controller as ControllerClass
  return (await (controller as () => Promise<{ default: ControllerClass }>)()).default
}
