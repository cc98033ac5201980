import type { HttpContext } from '@adonisjs/core/http'
import type { Profile } from '@preau/kit'
import { unknownRoute } from '#app/failure'
import { preferredLocale } from '#app/locales'
import { echoedRevision } from '#app/host/member_scope'
import { withPersonScope } from '#app/scope/index'
import { schoolPortal } from './school_portal.ts'

interface MySchool {
  id: string
  uai: string
  name: string
  member_id: string
  profile: Profile
  profiles: Profile[]
  display_name: string
}

/** What somebody finds on opening Préau. */
export default class PortalController {
  /** One home over all one's schools. */
  async mine(ctx: HttpContext) {
    const mine = await withPersonScope(ctx.identity!.account.id, async (trx) => {
      const rows: MySchool[] = await trx.from('core_api.my_schools').orderBy(['name', 'uai'])
      return rows
    })
    const schools = []
    for (const one of mine) {
      const { id, uai, name, profile, profiles } = one
      const member = { id: one.member_id, displayName: one.display_name, profile, profiles }
      const administers = profiles.includes('head') || ctx.identity!.committees.includes(id)
      schools.push(
        await schoolPortal({ school: { id, uai, name }, member, administers }, this.#how(ctx))
      )
    }
    const revision = schools.reduce(
      (most, one) => (BigInt(one.revision) > most ? BigInt(one.revision) : most),
      0n
    )
    ctx.response.header('X-Preau-Revision', String(revision))
    return { schools, revision: String(revision) }
  }

  async school(ctx: HttpContext) {
    const { school, member, administers } = ctx.identity!
    if (!school || !member) throw unknownRoute()
    const portal = await schoolPortal({ school, member, administers }, this.#how(ctx))
    ctx.response.header('X-Preau-Revision', portal.revision)
    return portal
  }

  #how(ctx: HttpContext) {
    const locale = preferredLocale(ctx.request.header('accept-language'))
    return { locale, atLeast: echoedRevision(ctx) }
  }
}
