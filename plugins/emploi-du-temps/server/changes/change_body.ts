import vine from '@vinejs/vine'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** What becomes of one lesson: cancelled, or held at another time or in another room; what is null stays. */
export const changeBody = vine.create({
  cancelled: vine.boolean({ strict: true }),
  toDay: vine.string().regex(DAY).nullable(),
  starts: vine.string().regex(TIME).nullable(),
  ends: vine.string().regex(TIME).nullable(),
  room: vine.string().trim().maxLength(60).nullable(),
  note: vine.string().trim().maxLength(200).optional(),
})
