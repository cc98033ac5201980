import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Failure, unknownRoute } from '#app/failure'
import { cookieOf, CSRF_COOKIE, SESSION_COOKIE } from './cookies.ts'
import {
  csrfTokenMatches,
  readSession,
  readSessionOfPerson,
  touchSession,
  type Identity,
} from './sessions.ts'

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** Who asks; there behind the session's middleware. */
    identity?: Identity
  }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The session of a route that asks for one; on a write, also the proof that our own page sent it. */
export class SessionMiddleware {
  /** @throws E_UNAUTHENTICATED (401), E_CSRF (403) */
  async handle(ctx: HttpContext, next: NextFn) {
    const token = cookieOf(ctx, SESSION_COOKIE)
    const identity = token ? await this.read(token, ctx) : null
    if (!identity) throw new Failure('E_UNAUTHENTICATED', 401)
    if (!READS.has(ctx.request.method())) {
      const header = ctx.request.header('x-xsrf-token') ?? ''
      if (!csrfTokenMatches(identity.sessionHash, cookieOf(ctx, CSRF_COOKIE) ?? '', header))
        throw new Failure('E_CSRF', 403)
      if (identity.stale) await touchSession(identity.sessionHash)
    }
    ctx.identity = identity
    return next()
  }

  protected read(token: string, { params }: HttpContext): Promise<Identity | null> {
    const uai: unknown = params['uai']
    return readSession(token, typeof uai === 'string' ? uai : undefined)
  }
}

/** The session of a route of persons: with all his schools. */
export class PersonMiddleware extends SessionMiddleware {
  protected override read(token: string): Promise<Identity | null> {
    return readSessionOfPerson(token)
  }
}

/** A school's own routes: for its members; to others the school does not exist. */
export class MemberMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (!ctx.identity?.member) throw unknownRoute()
    return next()
  }
}

/** A write that a browser sends from another site is refused, whatever cookies it carries. */
export class OriginMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const origin = ctx.request.header('origin')
    if (origin && !READS.has(ctx.request.method()) && hostOf(origin) !== ctx.request.header('host'))
      throw new Failure('E_CSRF', 403)
    return next()
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
