import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import type { Failure } from '#app/failure'
import { hasMessage, preferredLocale, say } from '#app/locales'
import { inWords, type BrokenRule } from '#app/validation'

interface Raised {
  code?: string
  status?: number
  message?: string
  details?: Failure['details']
  values?: Record<string, string | number>
  /** Vine's own list, on a validation error. */
  messages?: BrokenRule[]
}

/** PostgreSQL's code of a write that came while its plugin was off. */
const PLUGIN_OFF = 'PR404'
/** PostgreSQL's codes of a text that it cannot keep: one with a NUL. */
const NO_TEXT = new Set(['22021', '22P05'])

/** Turns what was thrown into one form: `{ errors: [{ code, message, field? }] }`. */
export default class Handler extends ExceptionHandler {
  protected override debug = false

  override async handle(error: unknown, ctx: HttpContext): Promise<void> {
    const { status, body, seconds } = answerTo(error, ctx)
    if (seconds !== undefined) ctx.response.header('Retry-After', seconds)
    ctx.response.status(status).send(body)
  }

  override async report(error: unknown, ctx: HttpContext): Promise<void> {
    const { status, code } = normalise(error)
    if (status < 500) return
    ctx.logger.error({ err: error, code, route: ctx.route?.pattern }, 'request failed')
  }
}

/** What a failure is answered with: its status, and its sentences in the caller's language. */
export function answerTo(error: unknown, ctx: HttpContext) {
  const { code, status, messages, details, values: own } = normalise(error)
  const locale = preferredLocale(ctx.request.header('accept-language'))
  if (messages) {
    const errors = inWords(messages, locale).map((one) => ({ code: 'E_VALIDATION', ...one }))
    return { status: 422, body: { errors } }
  }
  const { values = {}, field, body } = details ?? {}
  const message = sentence(ctx, code, locale, { ...values, ...own })
  const errors = [{ code, message, ...(field ? { field } : {}) }]
  return { status, body: { errors, ...body?.(locale) }, seconds: values['seconds'] }
}

function sentence(
  ctx: HttpContext,
  code: string,
  locale: 'fr' | 'en',
  values: Record<string, string | number>
): string {
  const plugin: unknown = ctx.params['plugin']
  const key = `errors.${code}`
  const owner = typeof plugin === 'string' && hasMessage(plugin, key) ? plugin : 'core'
  return say(owner, locale, hasMessage(owner, key) ? key : 'errors.E_INTERNAL', values)
}

function normalise(error: unknown): Raised & { code: string; status: number } {
  const raised: Raised = typeof error === 'object' && error ? error : {}
  if (raised.code === PLUGIN_OFF) return { code: 'E_ROUTE_NOT_FOUND', status: 404 }
  if (NO_TEXT.has(raised.code ?? '')) return { code: 'E_VALIDATION', status: 422 }
  if (raised.code === 'E_VALIDATION_ERROR')
    return { ...raised, ...pick(raised), code: 'E_VALIDATION', status: 422 }
  if (raised.code === 'E_REQUEST_ENTITY_TOO_LARGE') return { code: 'E_TOO_LARGE', status: 413 }
  const known =
    raised.code !== undefined && raised.code.startsWith('E_') && raised.status !== undefined
  if (known && raised.status! < 500)
    return { ...pick(raised), code: raised.code!, status: raised.status! }
  if (known && raised.status === 503) return { ...pick(raised), code: raised.code!, status: 503 }
  if (error instanceof SyntaxError || raised.status === 400)
    return { code: 'E_INVALID_JSON', status: 400 }
  return { code: 'E_INTERNAL', status: 500 }
}

function pick({ details, values, messages }: Raised): Raised {
  return {
    ...(details ? { details } : {}),
    ...(values ? { values } : {}),
    ...(messages ? { messages } : {}),
  }
}
