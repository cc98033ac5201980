import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import type { TimetableMemberScope } from '../types.ts'
import { lessonsIn, type Named, type PlannedRow, type Span } from './lesson.ts'
import { lessonsSql, type Whose } from './lessons_between.ts'
import { mondaysBetween } from './weeks.ts'

interface Found {
  rows: PlannedRow[]
  alternations: { name: string; weeks: string[] }[]
  children: Named[]
  known: boolean
  name: string | null
}

const ABOUT = `
  (select coalesce(json_agg(json_build_object('name', a.name, 'weeks', a.weeks) order by a.code), '[]')
    from alternations a where a.code <> 'H' and a.weeks && ?::date[]) as alternations,
  (select coalesce(json_agg(json_build_object('id', m.id, 'name', m.display_name) order by m.display_name), '[]')
    from core_api.members m where m.school_id = core_api.school_id() and m.id = any ((select core_api.my_children())::uuid[])) as children,
  exists (select from courses) as known`

/** Answers everything in one statement, so that a week costs one trip whoever asks. */
async function find(whose: Whose, span: Span): Promise<Found> {
  const [sql, bindings] = lessonsSql(whose, span)
  const [name, named] = nameOf(whose)
  const { rows } = await db.rawQuery<{ rows: Found[] }>(
    `select coalesce((select json_agg(l) from (${sql}) l), '[]') as rows, ${ABOUT}, ${name} as name`,
    [...bindings, mondaysBetween(span.from, span.to), ...named]
  )
  return rows[0]!
}

function nameOf(whose: Whose): [sql: string, bindings: string[]] {
  const inSchool = 'school_id = core_api.school_id() and id = ?'
  if ('member' in whose)
    return [`(select display_name from core_api.members where ${inSchool})`, [whose.member]]
  if ('group' in whose)
    return [`(select name from core_api.groups where ${inSchool})`, [whose.group]]
  return ['?', ['room' in whose ? whose.room : '']]
}

/**
 * The lessons of a span as somebody may see them: his own, those of his children, and, where he holds `browse`, anybody's.
 * @throws E_NOT_FOUND (404) where there is nobody of that id, or not for him
 */
export async function weekOf(scope: TimetableMemberScope, whose: Whose, span: Span) {
  const { rows, alternations, children, known, name } = await find(whose, span)
  const own =
    'member' in whose &&
    (whose.member === scope.member.id || children.some(({ id }) => id === whose.member))
  if (name === null || !(own || (await scope.can('emploi-du-temps.browse'))))
    throw new PluginError('E_NOT_FOUND', 404, 'nobody whose timetable he may see')
  const daysOff = await scope.calendar.daysOff(span.from, span.to)
  const off = new Set(daysOff.map(({ day }) => day))
  return {
    ...span,
    name,
    known,
    children,
    daysOff,
    alternations: alternations.map((one) => ({ name: one.name, weeks: one.weeks })),
    lessons: lessonsIn(rows, span).filter(({ day }) => !off.has(day)),
  }
}
