import db from '@adonisjs/lucid/services/db'
import type { SchoolScope } from '../context.ts'
import type { Parcours } from '../traces/vocabulary.ts'

const PER_PAGE = 50

interface Row {
  id: string
  title: string
  kind: string
  happened_on: string | null
  place: string
  prompts: string
  parcours: Parcours[]
  group_name: string | null
  created_at: Date
}

const COLUMNS = [
  ...['a.id', 'a.title', 'a.kind', 'a.place', 'a.prompts', 'a.parcours', 'a.created_at'],
  'g.name as group_name',
]

function describe({ happened_on, group_name, created_at, ...row }: Row) {
  const { id, title, kind, place, prompts, parcours } = row
  return {
    ...{ id, title, kind, place, prompts, parcours, group: group_name },
    ...{ happenedOn: happened_on, createdAt: created_at },
  }
}

function activities(page: number) {
  return db
    .from('activities as a')
    .leftJoin('core_api.groups as g', 'g.id', 'a.group_id')
    .select(...COLUMNS)
    .select(
      db.raw(`to_char(a.happened_on, 'YYYY-MM-DD') as happened_on`),
      db.raw('count(*) over () as total')
    )
    .orderBy([
      { column: 'a.created_at', order: 'desc' },
      { column: 'a.id', order: 'desc' },
    ])
    .limit(PER_PAGE)
    .offset((page - 1) * PER_PAGE)
}

function pageOf<Shown>(page: number, rows: readonly { total: string }[], data: Shown[]) {
  return { data, meta: { page, perPage: PER_PAGE, total: Number(rows[0]?.total ?? 0) } }
}

/** A page of what is asked of the member, by his classes and groups, that he has not begun, newest first. */
export async function listToDo({ member }: SchoolScope, page: number) {
  const rows: (Row & { total: string })[] = await activities(page)
    .whereRaw('a.group_id = any (core_api.my_groups())')
    .whereNotExists((answered) => {
      void answered
        .from('activity_answers as r')
        .whereColumn('r.activity_id', 'a.id')
        .where('r.member_id', member.id)
    })
  return pageOf(page, rows, rows.map(describe))
}

type Assigned = Row & { total: string; answers: string; pupils: string }

/** A page of what the member has asked, newest first, with how many pupils have begun, of how many. */
export async function listAssigned({ member }: SchoolScope, page: number) {
  const rows: Assigned[] = await activities(page)
    .where('a.author_id', member.id)
    .select(
      db.raw('(select count(*) from activity_answers r where r.activity_id = a.id) as answers'),
      db.raw(`(select count(*) from core_api.group_members x
        join core_api.members m on m.id = x.member_id and 'student' = any (m.profiles)
        where x.group_id = a.group_id) as pupils`)
    )
  const data = rows.map((row) => ({
    ...describe(row),
    answers: Number(row.answers),
    pupils: Number(row.pupils),
  }))
  return pageOf(page, rows, data)
}

/** Pupils of one class or group that are named, at most. */
const MOST = 500

/** The pupils of whom an activity is asked, and which of them have begun: no more is told of their traces. */
export async function pupilsOf(activity: string) {
  const rows: { id: string; name: string; done: boolean }[] = await db
    .from('activities as a')
    .join('core_api.group_members as x', 'x.group_id', 'a.group_id')
    .join('core_api.members as m', 'm.id', 'x.member_id')
    .leftJoin('activity_answers as r', (on) => {
      on.on('r.activity_id', 'a.id').on('r.member_id', 'm.id')
    })
    .where('a.id', activity)
    .whereRaw(`'student' = any (m.profiles)`)
    .select('m.id', 'm.display_name as name', db.raw('r.id is not null as done'))
    .orderBy(['m.family_name', 'm.given_name', 'm.id'])
    .limit(MOST)
  return { data: rows }
}
