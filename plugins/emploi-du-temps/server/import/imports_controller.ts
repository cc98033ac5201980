import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { isDay, mondayOf, schoolYearOf, todayIn } from '../week/weeks.ts'
import { UUID, type TimetableContext } from '../types.ts'
import { unpack } from './decode.ts'
import { applyBody, importBody, mappingBody } from './import_body.ts'
import { planOf, readImport, type StoredImport } from './planned.ts'
import { readFiles } from './read_files.ts'
import type { SentFile } from './read_lesson.ts'

const LATEST = 20

/** Translates HTTP for imports: sent, looked at as often as one likes, applied once. */
export default class ImportsController {
  /** The latest imports that were applied. */
  async index() {
    const { rows } = await db.rawQuery<{ rows: object[] }>(
      `select i.id, i.names, i.from_week::text as "from", i.applied_at as "appliedAt", i.counts,
         (select m.display_name from core_api.members m where m.school_id = i.school_id and m.id = i.author_id) as author
       from imports i where i.applied_at is not null order by i.applied_at desc, i.id desc limit ${LATEST}`
    )
    return { data: rows }
  }

  /** Reads files and keeps what they hold; nothing of the timetable changes. */
  async store({ scope, request, response }: TimetableContext) {
    const body = await request.validateUsing(importBody)
    const today = todayIn(scope.school.timezone, scope.clock.now())
    const files: SentFile[] = []
    for (const { name, content } of body.files) files.push(await unpack(name, content))
    const content = readFiles(files, { school: scope.school, today })
    const names = files.map(({ name }) => name).join(', ')
    const from = await fromWeek(body.from, { source: content.source, today })
    const [made] = await db
      .insertQuery<{ id: string }>()
      .table('imports')
      .insert({
        ...{ source: content.source, names, from_week: from },
        ...{ content: JSON.stringify(content), author_id: scope.member.id },
      })
      .returning('id')
    response.status(201)
    return planOf(await readImport(made!.id))
  }

  /** What the import would do, by what the school has said of names meanwhile. */
  async show(ctx: TimetableContext) {
    return planOf(await readImport(idOf(ctx)))
  }

  /**
   * Has it applied by a job, whose progress is told to who asks.
   * @throws E_EMPLOI_MUCH (409) unless confirmed, where more than a fifth of the courses would go
   */
  async apply(ctx: TimetableContext) {
    const id = idOf(ctx)
    const { confirmed } = await ctx.request.validateUsing(applyBody)
    const stored = await readImport(id)
    mustWait(stored)
    const { much } = await planOf(stored)
    if (much && !confirmed) throw new PluginError('E_EMPLOI_MUCH', 409, 'a fifth of it would go')
    const run = await ctx.scope.dispatch('apply', { id }, { dedupeKey: 'apply' })
    if (run === null) throw new PluginError('E_EMPLOI_RUNNING', 409, 'another is being applied')
    return ctx.response.status(202).send({ run })
  }

  /** Remembers what a name is, for this import and those to come. @throws E_EMPLOI_MAPPING (422) */
  async map({ scope, request, response }: TimetableContext) {
    const body = await request.validateUsing(mappingBody)
    const { kind, external, label, member = null, ignored = false } = body
    const part = body.partOf ? await partNamed(body.partOf, external) : null
    const group = body.partOf ?? body.group ?? null
    const told = [member, group, ignored || null].filter((one) => one !== null).length
    if (told !== 1 || !(await inSchool({ kind, member, group })))
      throw new PluginError('E_EMPLOI_MAPPING', 422, 'it must be one member or group of the school')
    await db.rawQuery(
      `insert into mappings (kind, external, label, member_id, group_id, part_id, ignored) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (school_id, kind, external) do update set label = excluded.label, member_id = excluded.member_id,
         group_id = excluded.group_id, part_id = excluded.part_id, ignored = excluded.ignored`,
      [kind, external, label, member, group, part, ignored]
    )
    await scope.audit('timetable.mapped', member ?? group ?? undefined)
    return response.noContent()
  }
}

function mustWait({ appliedAt }: StoredImport): void {
  if (appliedAt) throw new PluginError('E_EMPLOI_APPLIED', 409, 'it has been applied')
}

/** The week that was asked for; else this one, where there is already a timetable of that source, else the year's first. */
async function fromWeek(asked: unknown, { source, today }: { source: string; today: string }) {
  if (isDay(asked)) return mondayOf(asked)
  const there = await db.from('courses').where('source', source).first()
  return mondayOf(there ? today : schoolYearOf(today).from)
}

/** The part of a class that bears a name, made where it is not there. @throws E_EMPLOI_MAPPING (422) for no class of the school */
async function partNamed(group: string, name: string): Promise<string> {
  if (!(await inSchool({ kind: 'group', member: null, group })))
    throw new PluginError('E_EMPLOI_MAPPING', 422, 'no class of the school')
  const { rows } = await db.rawQuery<{ rows: { id: string }[] }>(
    `insert into parts (group_id, name) values (?, ?)
     on conflict (school_id, group_id, name) do update set name = excluded.name returning id`,
    [group, name]
  )
  return rows[0]!.id
}

async function inSchool(what: { kind: string; member: string | null; group: string | null }) {
  const { kind, member, group } = what
  if (kind === 'teacher' && group) return false
  if (kind === 'group' && member) return false
  if (member) return (await db.from('core_api.members').where('id', member).first()) !== null
  return group === null || (await db.from('core_api.groups').where('id', group).first()) !== null
}

function idOf({ params }: TimetableContext): string {
  const id: unknown = params['sending']
  if (typeof id !== 'string' || !UUID.test(id))
    throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return id
}
