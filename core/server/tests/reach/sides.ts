import type { Visitor } from '../../../testing/src/visitor.ts'
import type { Arena } from '../arena.ts'
import { furnishLibrary } from './cdi_sides.ts'

/** One of two schools that have nothing in common but the installation, with what a stranger would look for. */
export interface Side {
  id: string
  uai: string
  authority: string
  groups: Record<string, string>
  /** Values of the routes' parameters. */
  ids: Record<string, string>
}

/**
 * Parts the twins: the second gets an authority and an agent (`agent.2`) of its own. In each, modules are on,
 * and there are news, shelves, lines of the ledger, somebody in the committee.
 */
export async function partTwins(here: Arena): Promise<[Side, Side]> {
  const [one, two] = here.world.schools
  const authority = await secondAuthority(here, two!.id)
  const first = { ...one!, authority: here.world.authority, number: 1 }
  return [await furnish(here, first), await furnish(here, { ...two!, authority, number: 2 })]
}

async function secondAuthority({ query }: Arena, schoolId: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    `with authority as (insert into core.authorities (slug, name) values ('autre', 'Autre numérique 2') returning id),
       account as (
         insert into core.accounts (identifier, password_hash, given_name, family_name)
         select 'agent.2', password_hash, 'agent.2', 'Essai' from core.accounts where identifier = 'agent' returning id),
       officer as (insert into core.officers (authority_id, account_id, role) select a.id, o.id, 'agent' from authority a, account o),
       offers as (
         insert into core.offers (authority_id, plugin, state) select a.id, o.plugin, o.state from authority a, core.offers o)
     select id from authority`
  )
  await query('update core.schools set authority_id = $1 where id = $2', [row!.id, schoolId])
  return row!.id
}

interface Twin {
  id: string
  uai: string
  authority: string
  number: number
  groups: Record<string, string>
  members: Record<string, string>
}

async function furnish(here: Arena, twin: Twin): Promise<Side> {
  const { id, uai, authority, number, groups, members } = twin
  const head = await here.as(`head.${number}`)
  const school = `/api/schools/${uai}`
  const reason = `Motif ${number}`
  for (const plugin of [
    'hello',
    'actualites',
    'messagerie',
    'emploi-du-temps',
    'cdi',
    'folios',
    'rayon',
  ])
    await done(head.put(`${school}/plugins/${plugin}`, { on: true, reason }))
  const { line } = await done(head.put(`${school}/plugins/hello`, { on: false, reason }))
  await done(head.put(`${school}/plugins/hello`, { on: true, reason }))
  await done(head.put(`${school}/committee/${members['staff']}`))
  const audiences = [{ groupId: null, profile: null }]
  const news = await done(
    head.post(`${school}/p/actualites/news`, {
      ...{ title: `Nouvelle ${number}`, body: `Confidence ${number}`, audiences },
      ...{ publishAt: '2026-01-01T08:00:00Z', expiresAt: null },
    })
  )
  await done(head.post(`${school}/p/rayon`))
  const [shelf] = await here.query<{ id: string }>(
    'update plugin_rayon.shelves set text = $1 where school_id = $2 returning id',
    [`Étagère ${number}`, id]
  )
  const ids = { id: 'hello', line, member: members['teacher']!, news: news.id, shelf: shelf!.id }
  const portfolio = await sharedTrace(here, twin)
  const library = await furnishLibrary(here, { number, school, members })
  const lesson = await lessonOf(here, { id, group: groups['5A']!, number })
  return {
    id,
    uai,
    authority,
    groups,
    ids: { ...ids, ...library, ...lesson, ...portfolio, uai, authority },
  }
}

/** A lesson of 5A on 23 November 2026, of a part of it, and an import that waits. */
async function lessonOf(
  { query }: Arena,
  { id, group, number }: { id: string; group: string; number: number }
) {
  const monday = '2026-11-23'
  const [row] = await query<{ course: string; part: string; sending: string }>(
    `with course as (
       insert into plugin_emploi_du_temps.courses (school_id, source, key, subject, weekday, starts, ends, weeks)
       values ($1, 'sts', $2, $2, 1, '09:00', '10:00', array[$3::date]) returning id),
     part as (
       insert into plugin_emploi_du_temps.parts (school_id, name, group_id) values ($1, $2, $4) returning id),
     grouped as (
       insert into plugin_emploi_du_temps.course_groups (school_id, course_id, group_id, part_id)
       select $1, course.id, $4, part.id from course, part),
     sent as (
       insert into plugin_emploi_du_temps.imports (school_id, source, names, from_week, content)
       values ($1, 'sts', $2, $3, '{"source":"sts","lessons":[],"alternations":[],"problems":[]}') returning id)
     select course.id as course, part.id as part, sent.id as sending from course, part, sent`,
    [id, `Matière ${number}`, monday, group]
  )
  return { ...row!, day: monday }
}

/** The pupil's trace, shared with the head. */
async function sharedTrace(here: Arena, { uai, number, members }: Twin) {
  const student = await here.as(`student.${number}`)
  const traces = '/api/me/p/folios/traces'
  const texts = { title: `Trace ${number}`, kind: 'forum', place: '', learnt: `Secret ${number}` }
  const tags = { happenedOn: null, parcours: ['future'], skills: [], files: [] }
  const { id } = await done(student.post(traces, { ...texts, ...tags }))
  const wish = { uai, to: 'member', id: members['head'], rights: 'comment', until: null }
  const { shares } = await done(student.post(`${traces}/${id}/shares`, wish))
  return { trace: id, share: shares[0].id }
}

async function done(answering: ReturnType<Visitor['put']>) {
  const { status, body } = await answering
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
