import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpContext } from '@adonisjs/core/http'
import env from '#start/env'
import { unknownRoute } from '#app/failure'
import { preferredLocale, say } from '#app/locales'
import { ROOT } from '#app/paths'
import { builtPages } from '#app/web/built_pages'
import { asPage } from '#app/web/headers_middleware'
import { PERSONAS } from '#app/web/personas'

const NONCE = /__CSP_NONCE__/g
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
}

/** What the site says of itself, and the one page of the application. */
export default class SiteController {
  async site({ request }: HttpContext) {
    const demo = env.get('PREAU_DEMO') === '1'
    const locale = preferredLocale(request.header('accept-language'))
    const personas = demo
      ? PERSONAS.map((one) => ({
          ...one,
          note: say('core', locale, `personas.${one.identifier.replace('.', '-')}`),
        }))
      : []
    return { version, demo, personas }
  }

  unknown() {
    throw unknownRoute()
  }

  /** Every path that is not the API's: a built file, else the application, which knows its own pages. */
  async page(ctx: HttpContext) {
    const path = ctx.request.url()
    if (/^\/(api|health|metrics)(\/|$)/.test(path)) throw unknownRoute()
    if (path.startsWith('/assets/') || /^\/[\w-]+\.(ico|svg|png|webmanifest|txt)$/.test(path))
      return this.#asset(ctx)
    const pages = builtPages()
    if (!pages) throw unknownRoute()
    ctx.response.header('Content-Type', 'text/html; charset=utf-8')
    return ctx.response.send(pages.index.replace(NONCE, asPage(ctx)))
  }

  async #asset({ request, response }: HttpContext) {
    const pages = builtPages()
    if (!pages) throw unknownRoute()
    response.response.removeHeader('Cache-Control')
    for (const [name, value] of Object.entries(response.getHeaders()))
      if (value !== undefined && name !== 'cache-control')
        response.response.setHeader(name, value as string)
    await new Promise<void>((resolve, reject) => {
      response.response.once('close', resolve)
      pages.assets(request.request, response.response, () => reject(unknownRoute()))
    })
  }
}
