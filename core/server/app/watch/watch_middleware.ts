import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { countRequest } from './metrics.ts'
import { isStopping } from './stopping.ts'

/** Looked at every few seconds by machines: not worth a line each. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics'])
/** Lasts as long as its reader stays: its duration says nothing of the server's. */
const STREAM = 'text/event-stream'

/** Logs and counts each answer once it is sent: by the pattern of its route, without anybody's data. */
export default class WatchMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const began = performance.now()
    const { request, response } = ctx
    response.response.once('close', () => note(ctx, request.method(), performance.now() - began))
    await next()
    // A connection that is kept would be cut when the process ends.
    if (isStopping()) response.header('Connection', 'close')
  }
}

function note(ctx: HttpContext, method: string, ms: number): void {
  const sent = ctx.response.response
  const { statusCode: status } = sent
  const route = ctx.route?.pattern ?? 'unknown'
  const stream = String(sent.getHeader('content-type')).startsWith(STREAM)
  if (!stream) countRequest({ route, method, status, seconds: ms / 1000 })
  if (QUIET.has(route) && status < 500) return
  const cut = sent.writableFinished || stream ? {} : { cut: true }
  const school = ctx.identity?.school?.id
  ctx.logger.info({ method, route, status, ms: Math.round(ms), school, ...cut }, 'request')
}
