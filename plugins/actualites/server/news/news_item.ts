import { SchoolModel } from '@preau/kit/server'
import { column, hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import type { DateTime } from 'luxon'
import { Audience } from './audience.ts'

/** An information to the people of the school. */
export class NewsItem extends SchoolModel {
  static override table = 'news'

  @column()
  declare title: string

  /** Plain text; a blank line parts paragraphs. */
  @column()
  declare body: string

  @column()
  declare authorId: string | null

  @column()
  declare pinned: boolean

  /** Null: a draft; to come: not seen yet. */
  @column.dateTime()
  declare publishedAt: DateTime | null

  @column.dateTime()
  declare expiresAt: DateTime | null

  @column.dateTime({ autoCreate: true })
  declare createdAt: DateTime

  @hasMany(() => Audience, { foreignKey: 'newsId' })
  declare audiences: HasMany<typeof Audience>
}
