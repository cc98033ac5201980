import { Exception } from '@adonisjs/core/exceptions'
import type { Locale } from '#app/locales'

/** An expected failure of the core: its sentence stands in `locales/<locale>.json` under `errors.<code>`. */
export class Failure extends Exception {
  constructor(
    code: `E_${string}`,
    status: number,
    /** What the sentence needs, and what the answer carries beside `errors`, in the caller's language. */
    readonly details: {
      values?: Record<string, string | number>
      field?: string
      body?: (locale: Locale) => object
    } = {}
  ) {
    super(code, { code, status })
  }
}

/** The answer of an unknown route: also of a school that is not yours and of a module that is off. */
export function unknownRoute(): Failure {
  return new Failure('E_ROUTE_NOT_FOUND', 404)
}
