import { SchoolModel } from '@preau/kit/server'
import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'

/** A row of « __table__ ». */
export class __Model__ extends SchoolModel {
  static override table = '__table__'

  @column()
  declare title: string

  @column()
  declare authorId: string

  @column.dateTime({ autoCreate: true })
  declare createdAt: DateTime
}
