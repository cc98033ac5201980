import type { HttpContext } from '@adonisjs/core/http'
import { unknownRoute } from '#app/failure'
import { health } from './checks.ts'
import { mayRead, readMetrics } from './metrics.ts'

const SERVES = new Set(['ok', 'degraded'])

/** What supervisors ask of a process. */
export default class WatchController {
  live() {
    return { status: 'ok' }
  }

  /** 503 while the process cannot serve, or is about to stop. */
  async ready({ response }: HttpContext) {
    const found = await health()
    return response.status(SERVES.has(found.status) ? 200 : 503).send(found)
  }

  /** @throws E_ROUTE_NOT_FOUND (404) to whoever does not bring the token */
  async metrics({ request, response }: HttpContext) {
    if (!mayRead(request.header('authorization'))) throw unknownRoute()
    const { type, text } = await readMetrics()
    return response.header('Content-Type', type).send(text)
  }
}
