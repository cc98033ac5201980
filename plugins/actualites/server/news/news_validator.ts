import vine from '@vinejs/vine'
import { PROFILES } from '@preau/kit'
import { instant } from '@preau/kit/server'

/** A news item as its author sends it; times are ISO 8601 with their zone. */
export const newsBody = vine.create({
  title: vine.string().trim().minLength(1).maxLength(200),
  body: vine.string().trim().minLength(1).maxLength(20_000),
  publishAt: vine.string().use(instant()).nullable(),
  expiresAt: vine.string().use(instant()).nullable(),
  /** In order: those that stay, and new uploads. Absent: as they are. */
  files: vine.array(vine.string().uuid()).maxLength(50).optional(),
  pinned: vine.boolean({ strict: true }).optional(),
  /** Why its readers must be told during quiet hours. */
  urgent: vine.string().trim().maxLength(300).optional(),
  audiences: vine
    .array(
      vine.object({
        groupId: vine.string().uuid().nullable(),
        profile: vine.enum(PROFILES).nullable(),
      })
    )
    .minLength(1)
    .maxLength(100),
})
