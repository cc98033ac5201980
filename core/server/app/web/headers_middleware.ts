import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** Lets the page's own style elements through the content security policy. */
    styleNonce: string
  }
}

/** Security headers on every answer; private answers are never kept by a cache. */
export default class HeadersMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    ctx.styleNonce = randomBytes(16).toString('base64')
    const { response } = ctx
    response.header('Content-Security-Policy', policy(ctx.styleNonce))
    response.header('X-Content-Type-Options', 'nosniff')
    response.header('X-Frame-Options', 'DENY')
    response.header('Referrer-Policy', 'same-origin')
    response.header('Cross-Origin-Opener-Policy', 'same-origin')
    response.header('Cross-Origin-Resource-Policy', 'same-origin')
    response.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
    if (ctx.request.protocol() === 'https')
      response.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    response.header('Cache-Control', 'no-store')
    return next()
  }
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
