import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import vine from '@vinejs/vine'
import { UUID, type TimetableContext } from '../types.ts'

const MOST_PARTS = 500
const partBody = vine.create({
  members: vine.array(vine.string().uuid()).maxLength(200).distinct(),
})

interface Part {
  id: string
  name: string
  group: string
  members: string[]
}

/** Translates HTTP for the parts of classes: who is in each half. */
export default class PartsController {
  async index() {
    const { rows } = await db.rawQuery<{ rows: Part[] }>(
      `select p.id, p.name, g.name as "group",
         coalesce((select json_agg(m.member_id) from part_members m where m.part_id = p.id), '[]') as members
       from parts p join core_api.groups g on g.school_id = p.school_id and g.id = p.group_id
       order by g.name, p.name, p.id limit ${MOST_PARTS}`
    )
    return { data: rows }
  }

  /** The pupils of the part's class, and which of them are in it. */
  async show(ctx: TimetableContext) {
    const { rows } = await db.rawQuery<{ rows: { id: string; name: string; inside: boolean }[] }>(
      `${PUPILS} order by m.family_name, m.given_name, m.id`,
      [idOf(ctx)]
    )
    if (!rows.length) await mustBe(idOf(ctx))
    return { pupils: rows }
  }

  /** Makes the part exactly these pupils. @throws E_EMPLOI_PUPIL (422) for one who is not of its class */
  async update(ctx: TimetableContext) {
    const part = idOf(ctx)
    await mustBe(part)
    const { members } = await ctx.request.validateUsing(partBody)
    const { rows } = await db.rawQuery<{ rows: { id: string }[] }>(PUPILS, [part])
    const pupils = new Set(rows.map(({ id }) => id))
    if (members.some((id) => !pupils.has(id)))
      throw new PluginError('E_EMPLOI_PUPIL', 422, 'a pupil of another class')
    await db.from('part_members').where('part_id', part).whereNotIn('member_id', members).delete()
    await db.rawQuery(
      `insert into part_members (part_id, member_id) select ?, unnest(?::uuid[]) on conflict do nothing`,
      [part, members]
    )
    return { members }
  }
}

const PUPILS = `
  select m.id, m.display_name as name,
    exists (select from part_members i where i.part_id = p.id and i.member_id = m.id) as inside
  from parts p
  join core_api.group_members gm on gm.school_id = p.school_id and gm.group_id = p.group_id and gm.role = 'member'
  join core_api.members m on m.school_id = p.school_id and m.id = gm.member_id
  where p.id = ?`

async function mustBe(part: string): Promise<void> {
  if (!(await db.from('parts').where('id', part).first()))
    throw new PluginError('E_NOT_FOUND', 404, 'no such part')
}

function idOf({ params }: TimetableContext): string {
  const id: unknown = params['part']
  if (typeof id !== 'string' || !UUID.test(id))
    throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return id
}
