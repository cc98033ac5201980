import { PROFILES } from '@preau/kit'
import vine from '@vinejs/vine'
import { ZONES } from './school_zones.ts'

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/
const DAY = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const MOST_EXCEPTIONS = 40
const WEEK = 7

const hours = () =>
  vine.object({ opens: vine.string().regex(TIME), closes: vine.string().regex(TIME) }).nullable()

/** Those who work in the school: pupils and families pass nothing. */
const STAFF = PROFILES.filter((one) => one !== 'student' && one !== 'guardian')

/** The hours of a school as its head sends them. */
export const quietHoursBody = vine.create({
  week: vine.array(hours()).minLength(WEEK).maxLength(WEEK),
  zone: vine.enum(['auto', 'none', ...ZONES] as const),
  holidays: vine.boolean({ strict: true }),
  exceptions: vine
    .array(
      vine.object({
        from: vine.string().regex(DAY),
        to: vine.string().regex(DAY),
        hours: hours(),
        label: vine.string().trim().maxLength(80),
      })
    )
    .maxLength(MOST_EXCEPTIONS),
  bypass: vine.array(vine.enum(STAFF)),
})

export type QuietHoursBody = Awaited<ReturnType<typeof quietHoursBody.validate>>
