import { column } from '@adonisjs/lucid/orm'
import { SchoolModel } from '@preau/kit/server'

/** What somebody answers to a trace that is shared with him; perhaps that a competence is shown in it. */
export class Comment extends SchoolModel {
  static override table = 'comments'

  @column()
  declare shareId: string

  @column()
  declare authorId: string | null

  @column()
  declare body: string

  /** The competence that it validates. */
  @column()
  declare skill: string | null
}
