import { column } from '@adonisjs/lucid/orm'
import { PersonModel } from '@preau/kit/server'
import type { Parcours, Skill } from './vocabulary.ts'

/** Something lived or made, that a pupil keeps: his own, from the first year to the last, whatever his school. */
export class Trace extends PersonModel {
  static table = 'traces'

  @column()
  declare title: string

  @column()
  declare kind: string

  /** A day, as `YYYY-MM-DD`. */
  @column()
  declare happenedOn: string | null

  @column()
  declare place: string

  /** The activity of a school that it answers. */
  @column()
  declare activityId: string | null

  /** What I learnt. */
  @column()
  declare learnt: string

  @column()
  declare parcours: Parcours[]

  @column({ prepare: (value: Skill[]) => JSON.stringify(value) })
  declare skills: Skill[]
}
