import { BaseModel, column } from '@adonisjs/lucid/orm'

/**
 * A row that belongs to one school. The school is never chosen by the plugin:
 * the database fills `school_id` from the scope, and row-level security shows
 * no other school's rows.
 */
export class SchoolModel extends BaseModel {
  /** The models' default connection is the scope's own transaction. */
  static connection = 'app'

  /** A UUIDv7 made by the database. */
  @column({ isPrimary: true })
  declare id: string

  @column({ serializeAs: null })
  declare schoolId: string
}

/**
 * A row that belongs to a person, whatever his school: the database fills
 * `account_id` from the scope, and row-level security shows nobody else's rows.
 */
export class PersonModel extends BaseModel {
  static connection = 'app'

  /** A UUIDv7 made by the database. */
  @column({ isPrimary: true })
  declare id: string

  @column({ serializeAs: null })
  declare accountId: string
}
