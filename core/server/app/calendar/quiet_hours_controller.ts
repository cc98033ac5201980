import type { HttpContext } from '@adonisjs/core/http'
import { Failure } from '#app/failure'
import { isQuiet, openFrom } from './quiet_hours.ts'
import { quietHoursBody } from './quiet_hours_body.ts'
import { formOf, readStored, storeQuietHours } from './quiet_hours_store.ts'
import { CALENDAR_ENDS, holidaysOf } from './school_holidays.ts'
import { zoneOfAcademy } from './school_zones.ts'
import { rulesOf } from './stored_rules.ts'

/** When a school leaves its pupils and families in peace: read by those who administer it, settled by the head. */
export default class QuietHoursController {
  async show({ identity }: HttpContext) {
    if (!identity!.administers) throw new Failure('E_FORBIDDEN', 403)
    return this.#describe(identity!.school!.id)
  }

  /** @throws E_QUIET_HOURS (422), E_FORBIDDEN (403) */
  async change({ identity, request }: HttpContext) {
    const { account, member, school } = identity!
    if (!member!.profiles.includes('head')) throw new Failure('E_FORBIDDEN', 403)
    const body = await request.validateUsing(quietHoursBody)
    await storeQuietHours({ schoolId: school!.id, accountId: account.id }, body)
    return this.#describe(school!.id)
  }

  async #describe(schoolId: string) {
    const stored = await readStored(schoolId)
    const rules = rulesOf(stored)
    const now = new Date()
    const today = now.toISOString().slice(0, 10)
    return {
      ...formOf(stored),
      zoneOfAcademy: zoneOfAcademy(stored.academy),
      quietUntil: isQuiet(now, rules) ? openFrom(now, rules) : null,
      upcoming: rules.zone ? holidaysOf(rules.zone).filter(({ back }) => back > today) : [],
      calendarEnds: CALENDAR_ENDS,
    }
  }
}
