import { instant } from '@preau/kit/server'
import vine from '@vinejs/vine'
import { KINDS, LEVELS, PARCOURS, SKILLS } from './vocabulary.ts'

const DAY = /^(?:19|20)\d\d-\d\d-\d\d$/

/** A text that names a day of the calendar. */
const day = vine.createRule((value, _options: undefined, field) => {
  const named = typeof value === 'string' && DAY.test(value)
  // A Date makes 3 March of 31 February.
  const at = named ? new Date(`${value}T00:00:00Z`) : undefined
  if (!at || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(String(value)))
    field.report('The {{ field }} field is no day', 'day', field)
})

const id = () => vine.string().uuid()

const fields = () => ({
  title: vine.string().trim().minLength(1).maxLength(200),
  kind: vine.enum(KINDS),
  /** A day, `YYYY-MM-DD`. */
  happenedOn: vine.string().use(day()).nullable(),
  place: vine.string().trim().maxLength(200),
  learnt: vine.string().trim().maxLength(20_000),
  parcours: vine.array(vine.enum(PARCOURS)).distinct().maxLength(PARCOURS.length),
  skills: vine
    .array(vine.object({ key: vine.enum(SKILLS), level: vine.enum(LEVELS) }))
    .distinct('key')
    .maxLength(SKILLS.length),
  files: vine.array(id()).maxLength(50),
})

/** A trace as its form sends it. Texts are plain: what looks like a tag is shown as it was typed. */
export const traceValidator = vine.create(fields())

/** A new one, perhaps for an activity: one trace for each. */
export const newTraceValidator = vine.create({ ...fields(), activity: id().optional() })

/** What a teacher asks a class or group to make a trace of. */
export const activityValidator = vine.create({
  groupId: id(),
  title: vine.string().trim().minLength(1).maxLength(200),
  kind: vine.enum(KINDS),
  happenedOn: vine.string().use(day()).nullable(),
  place: vine.string().trim().maxLength(200),
  prompts: vine.string().trim().maxLength(4000),
  parcours: vine.array(vine.enum(PARCOURS)).distinct().maxLength(PARCOURS.length),
})

export const listValidator = vine.create({
  page: vine.number().min(1).max(10_000).withoutDecimals().optional(),
  parcours: vine.enum(PARCOURS).optional(),
})

/** With whom a trace is shared, for what, until when. */
export const shareValidator = vine.create({
  uai: vine.string().maxLength(8),
  to: vine.enum(['member', 'team', 'guardians'] as const),
  id: id().optional().requiredWhen('to', 'in', ['member', 'team']),
  rights: vine.enum(['read', 'comment'] as const),
  until: vine.string().use(instant()).nullable(),
})

export const commentValidator = vine.create({
  body: vine.string().trim().minLength(1).maxLength(4000),
  skill: vine.enum(SKILLS).nullable(),
})
