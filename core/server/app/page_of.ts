import type { HttpContext } from '@adonisjs/core/http'

/** A page number from the query string: 1 when absent or senseless. */
export function pageOf({ request }: HttpContext): number {
  const page = Number(request.qs()['page'] ?? 1)
  return Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1
}
