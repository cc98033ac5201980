import { SchoolModel } from '@preau/kit/server'
import { column } from '@adonisjs/lucid/orm'
import type { Profile } from '@preau/kit'

/** Whom a news item addresses: a group (null: the whole school) × a profile (null: everybody). */
export class Audience extends SchoolModel {
  static override table = 'audiences'

  @column()
  declare newsId: string

  @column()
  declare groupId: string | null

  @column()
  declare profile: Profile | null
}
