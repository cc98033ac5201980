import { column } from '@adonisjs/lucid/orm'
import { SchoolModel } from '@preau/kit/server'
import type { Parcours } from '../traces/vocabulary.ts'

/** Something that a teacher has a class or group live, of which each pupil makes his own trace. */
export class Activity extends SchoolModel {
  static override table = 'activities'

  @column()
  declare groupId: string

  @column()
  declare authorId: string | null

  @column()
  declare title: string

  @column()
  declare kind: string

  /** A day, as `YYYY-MM-DD`. */
  @column()
  declare happenedOn: string | null

  @column()
  declare place: string

  /** Questions that help the pupil to write. */
  @column()
  declare prompts: string

  @column()
  declare parcours: Parcours[]
}
