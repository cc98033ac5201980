import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** The policy of whatever is not a page: nothing in it is run, shown or framed. */
const CLOSED = "default-src 'none'; frame-ancestors 'none'"

/** Security headers on every answer; private answers are never kept by a cache. */
export default class HeadersMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    response.header('Content-Security-Policy', CLOSED)
    response.header('X-Content-Type-Options', 'nosniff')
    response.header('X-Frame-Options', 'DENY')
    response.header('Referrer-Policy', 'same-origin')
    response.header('Cross-Origin-Opener-Policy', 'same-origin')
    response.header('Cross-Origin-Resource-Policy', 'same-origin')
    response.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
    if (request.protocol() === 'https')
      response.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    response.header('Cache-Control', 'no-store')
    return next()
  }
}

/** Gives an answer the policy of a page of the application; answers the nonce of its style elements, fresh each time. */
export function asPage({ response }: HttpContext): string {
  const nonce = randomBytes(16).toString('base64')
  response.header('Content-Security-Policy', pagePolicy(nonce))
  return nonce
}

function pagePolicy(nonce: string): string {
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
