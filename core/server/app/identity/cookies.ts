import type { HttpContext } from '@adonisjs/core/http'
import { csrfToken, hashToken } from './sessions.ts'

export const SESSION_COOKIE = 'preau_session'
export const CSRF_COOKIE = 'XSRF-TOKEN'

/** A cookie as the browser sent it, neither signed nor encoded: a random token needs no signature. */
export function cookieOf({ request }: HttpContext, name: string): string | undefined {
  for (const part of (request.header('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

function append({ request, response }: HttpContext, cookie: string) {
  const secure = request.protocol() === 'https' ? '; Secure' : ''
  response.append('Set-Cookie', `${cookie}; Path=/; SameSite=Lax${secure}`)
}

/** Gives the browser a session and the token that its writes send back. */
export function giveCookies(ctx: HttpContext, token: string): void {
  append(ctx, `${SESSION_COOKIE}=${token}; HttpOnly`)
  append(ctx, `${CSRF_COOKIE}=${csrfToken(hashToken(token))}`)
}

/** Takes both cookies back from the browser. */
export function takeCookies(ctx: HttpContext): void {
  for (const name of [SESSION_COOKIE, CSRF_COOKIE]) append(ctx, `${name}=; Max-Age=0`)
}
