import { NEVER_CLOSED } from '../../../testing/src/never_closed.ts'
import { CDI } from './cdi_table.ts'
import type { Side } from './sides.ts'

export const PROFILES = [
  'student',
  'guardian',
  'teacher',
  'school-life',
  'librarian',
  'head',
  'staff',
] as const

/** Who asks: somebody of each profile, the authority's agent, and nobody. */
export type Person = (typeof PROFILES)[number] | 'agent' | 'nobody'

/** Statuses by profile; `rest` is everybody else's. */
export type Statuses = Partial<Record<(typeof PROFILES)[number], number>> & { rest: number }

/** What a route is expected to answer. */
export type Row = { body?: (side: Side) => object; params?: Record<string, string> } & (
  | {
      /** In one's own school. */
      school: Statuses
      /** In one's own school, with ids of the other's; where absent 404, but 403 stays. */
      foreign?: Statuses
    }
  /** To the agent, at his own authority; to anybody else it does not exist. */
  | { authority: number }
  /** Of no school: to whoever is signed in, or by what he is in his school; and to nobody. */
  | { person: number | (Statuses & { agent: number }); nobody: number }
)

/** The head, and the one of the staff whom she has named to the committee. */
const ADMINISTERS: Statuses = { head: 200, staff: 200, rest: 403 }
const EVERYBODY: Statuses = { rest: 200 }
const PUBLISHES = { head: 200, 'school-life': 200, librarian: 200, rest: 403 }
/** Whoever may publish reaches what he wrote himself; the head reaches all. */
const EDITS = { ...PUBLISHES, 'school-life': 404, librarian: 404 }
const HEAD: Statuses = { head: 200, rest: 403 }
const NO_JOB: Statuses = { head: 404, staff: 404, rest: 403 }
const SEES_ALL: Statuses = { student: 403, guardian: 403, rest: 200 }
const ADJUSTS: Statuses = { head: 200, 'school-life': 200, rest: 403 }
/** Ids of what does not exist. */
const NOWHERE = '01900000-0000-7000-8000-000000000000'
const NOTHING = { export: NOWHERE, job: NOWHERE, mail: NOWHERE }
const LETTER = { thread: NOWHERE, message: NOWHERE, draft: NOWHERE }
const ABOUT = { plugin: 'messagerie', kind: 'messages' }
const MODERATES: Statuses = { head: 200, 'school-life': 200, rest: 403 }
const ATTACHED = { plugin: 'actualites', table: 'news', upload: NOWHERE }
const NO_UPLOAD: Statuses = { head: 404, 'school-life': 404, librarian: 404, rest: 403 }
const UNSENT: Statuses = { head: 422, 'school-life': 422, librarian: 422, rest: 403 }
/** What is a pupil's own; the agent is in no school. */
const own = (status: number) => ({
  ...{ person: { student: status, rest: 403, agent: 404 }, nobody: 401 },
})
const ASSIGNS: Statuses = { teacher: 200, 'school-life': 200, librarian: 200, rest: 403 }
const NOT_ASSIGNED: Statuses = { teacher: 404, 'school-life': 404, librarian: 404, rest: 403 }
const NOWHERE_ASKED = { activity: NOWHERE }
const READS_SHARED: Statuses = { student: 403, rest: 200 }
/** Shared with the head alone. */
const shared = (status: number): Statuses => ({ student: 403, head: status, rest: 404 })
const trace = () => ({
  ...{ title: 'Forum', kind: 'forum', happenedOn: null, place: '', learnt: '' },
  ...{ parcours: ['future'], skills: [], files: [] },
})
const news = ({ groups }: Side) => ({
  ...{ title: 'Sortie', body: 'Texte', publishAt: '2026-01-01T08:00:00Z', expiresAt: null },
  audiences: [{ groupId: groups['5A'], profile: null }],
})
const pause = () => ({ profiles: ['guardian'], mode: 'off', until: null, reason: 'Essai' })

/**
 * Every route of the core and of the plugins, with what it answers. A new route gets its row here, else the
 * tests are red: so somebody has thought of who reaches it. Parameters not given are those of `Side.ids`.
 */
export const TABLE: Record<string, Row> = {
  'GET /health/live': { person: 200, nobody: 200 },
  'GET /health/ready': { person: 200, nobody: 200 },
  'GET /metrics': { person: 404, nobody: 404 },
  'GET /api/site': { person: 200, nobody: 200 },
  'GET /*': { person: 404, nobody: 404, params: { '*': 'assets/none.js' } },
  'GET /api/*': { person: 404, nobody: 404, params: { '*': 'nothing' } },
  'POST /api/*': { person: 404, nobody: 404, params: { '*': 'nothing' } },
  'PUT /api/*': { person: 404, nobody: 404, params: { '*': 'nothing' } },
  'PATCH /api/*': { person: 404, nobody: 404, params: { '*': 'nothing' } },
  'DELETE /api/*': { person: 404, nobody: 404, params: { '*': 'nothing' } },
  'POST /api/session': {
    ...{ person: 401, nobody: 401 },
    body: () => ({ identifier: `absent.${Math.random()}`, password: 'faux' }),
  },
  'POST /api/invitations': {
    ...{ person: 422, nobody: 422 },
    body: () => ({ code: 'ABCDE-FGHJK-MNPQR-STUVW', password: 'un mot de passe' }),
  },
  'POST /api/session/proof': {
    ...{ person: 422, nobody: 401 },
    body: () => ({ password: 'faux' }),
  },
  'GET /api/me': { person: 200, nobody: 401 },
  'GET /api/me/portal': { person: 200, nobody: 401 },
  'PUT /api/me/password': {
    ...{ person: 422, nobody: 401 },
    body: () => ({ current: 'faux', password: 'un mot de passe' }),
  },
  'GET /api/me/events': { person: 406, nobody: 401 },
  'GET /api/files/:token': { person: 404, nobody: 401, params: { token: 'x' } },
  'GET /api/me/exports': { person: 200, nobody: 401 },
  'POST /api/me/exports': { person: 202, nobody: 401 },
  'GET /api/me/exports/:export/archive': { person: 404, nobody: 401, params: NOTHING },
  'GET /api/me/notifications': { person: 200, nobody: 401 },
  'GET /api/me/notifications/count': { person: 200, nobody: 401 },
  'POST /api/me/notifications/read': {
    ...{ person: 200, nobody: 401 },
    body: () => ({ ids: ['01900000-0000-7000-8000-000000000000'] }),
  },
  'GET /api/me/notifications/choices': { person: 200, nobody: 401 },
  'PUT /api/me/notifications/choices': {
    ...{ person: 404, nobody: 401 },
    body: () => ({ uai: '0999999A', plugin: 'x', kind: 'x', app: true, mail: 'none' }),
  },
  'PUT /api/me/notifications/address': {
    ...{ person: 422, nobody: 401 },
    body: () => ({ email: 'autre@exemple.test', locale: null, password: 'faux' }),
  },
  'GET /api/me/p/messagerie/threads': { person: { rest: 200, agent: 404 }, nobody: 401 },
  'GET /api/me/p/folios/traces': own(200),
  'GET /api/me/p/folios/latest': own(200),
  'POST /api/me/p/folios/traces': { ...own(201), body: trace },
  'GET /api/me/p/folios/traces/:trace': own(200),
  'PUT /api/me/p/folios/traces/:trace': { ...own(200), body: trace },
  'POST /api/me/p/folios/traces/:trace/shares': {
    ...own(201),
    body: ({ uai }) => ({ uai, to: 'guardians', rights: 'read', until: null }),
  },
  'DELETE /api/me/p/folios/traces/:trace/shares/:share': own(200),
  'DELETE /api/me/p/folios/traces/:trace': own(204),
  'DELETE /api/session': { person: 204, nobody: 401 },

  'GET /api/schools/:uai/portal': { school: EVERYBODY },
  'GET /api/schools/:uai/plugins': { school: ADMINISTERS },
  'GET /api/schools/:uai/plugins/:id': { school: ADMINISTERS },
  'PUT /api/schools/:uai/plugins/:id': { school: ADMINISTERS, body: () => ({ on: true }) },
  'POST /api/schools/:uai/plugins/:id/preview': {
    school: ADMINISTERS,
    body: () => ({ on: false }),
  },
  'GET /api/schools/:uai/plugins/:id/settings': {
    school: ADMINISTERS,
    params: { id: 'actualites' },
  },
  'PUT /api/schools/:uai/plugins/:id/settings': {
    school: ADMINISTERS,
    params: { id: 'actualites' },
    body: () => ({ values: { widgetItems: 4 } }),
  },
  'PUT /api/schools/:uai/plugins/:id/pause': { school: ADMINISTERS, body: pause },
  'DELETE /api/schools/:uai/plugins/:id/pause': { school: ADMINISTERS },
  'GET /api/schools/:uai/plugins/:id/ledger': { school: ADMINISTERS },
  'POST /api/schools/:uai/plugins/:id/ledger/:line/undo': {
    school: { head: 409, staff: 409, rest: 403 },
  },
  'GET /api/schools/:uai/ledger': { school: ADMINISTERS },
  'GET /api/schools/:uai/privacy': { school: ADMINISTERS },
  'GET /api/schools/:uai/people': { school: HEAD },
  'GET /api/schools/:uai/people/:member/exports': { school: HEAD },
  'POST /api/schools/:uai/people/:member/exports': { school: { head: 202, rest: 403 } },
  'GET /api/schools/:uai/people/:member/exports/:export/archive': {
    ...{ school: { head: 404, rest: 403 }, params: NOTHING },
  },
  'POST /api/schools/:uai/people/:member/erasure': {
    ...{ school: { head: 409, rest: 403 }, body: () => ({ confirm: 'teacher 1' }) },
  },
  'POST /api/schools/:uai/plugins/:id/exports': { school: { head: 202, rest: 403 } },
  'GET /api/schools/:uai/plugins/:id/exports/:export/archive': {
    ...{ school: { head: 404, rest: 403 }, params: NOTHING },
  },
  'PUT /api/schools/:uai/plugins/:id/purge': {
    ...{ school: { head: 409, rest: 403 }, body: () => ({ confirm: 'Bonjour' }) },
  },
  'DELETE /api/schools/:uai/plugins/:id/purge': { school: { head: 404, rest: 403 } },
  'GET /api/schools/:uai/jobs': { school: ADMINISTERS },
  'POST /api/schools/:uai/jobs/:job/retry': { school: NO_JOB, params: NOTHING },
  'DELETE /api/schools/:uai/jobs/:job': { school: NO_JOB, params: NOTHING },
  'GET /api/schools/:uai/quiet-hours': { school: ADMINISTERS },
  'PUT /api/schools/:uai/quiet-hours': {
    school: { head: 200, rest: 403 },
    body: () => NEVER_CLOSED,
  },
  'GET /api/schools/:uai/mails': { school: HEAD },
  'GET /api/schools/:uai/mails/:mail': { school: { head: 404, rest: 403 }, params: NOTHING },
  'GET /api/schools/:uai/uploads/:plugin/:table': { school: PUBLISHES, params: ATTACHED },
  'POST /api/schools/:uai/uploads/:plugin/:table': { school: UNSENT, params: ATTACHED },
  'GET /api/schools/:uai/uploads/:plugin/:table/:upload': { school: NO_UPLOAD, params: ATTACHED },
  'PATCH /api/schools/:uai/uploads/:plugin/:table/:upload': { school: NO_UPLOAD, params: ATTACHED },
  'DELETE /api/schools/:uai/uploads/:plugin/:table/:upload': {
    school: NO_UPLOAD,
    params: ATTACHED,
  },
  'GET /api/schools/:uai/committee': { school: ADMINISTERS },
  'GET /api/schools/:uai/staff': { school: { head: 200, rest: 403 } },
  'PUT /api/schools/:uai/committee/:member': { school: { head: 204, rest: 403 } },
  'DELETE /api/schools/:uai/committee/:member': {
    school: { head: 204, rest: 403 },
    foreign: { head: 204, rest: 403 },
  },

  'GET /api/authorities/:authority/modules': { authority: 200 },
  'GET /api/authorities/:authority/jobs': { authority: 200 },
  'POST /api/authorities/:authority/offers/preview': {
    authority: 200,
    body: () => ({ plugin: 'hello', offer: 'required' }),
  },
  'PUT /api/authorities/:authority/offers': {
    authority: 200,
    body: () => ({ plugin: 'hello', offer: 'recommended' }),
  },
  'GET /api/authorities/:authority/schools/:uai/ledger': { authority: 200 },

  'GET /api/schools/:uai/p/hello': {
    school: { student: 200, teacher: 200, head: 200, rest: 403 },
  },
  'GET /api/schools/:uai/p/actualites/news': { school: EVERYBODY },
  'GET /api/schools/:uai/p/actualites/latest': { school: EVERYBODY },
  'GET /api/schools/:uai/p/actualites/news/:news': { school: EVERYBODY },
  'GET /api/schools/:uai/p/actualites/audiences': { school: PUBLISHES },
  'GET /api/schools/:uai/p/actualites/quiet': { school: PUBLISHES },
  'POST /api/schools/:uai/p/actualites/news': {
    school: { head: 201, 'school-life': 201, librarian: 201, rest: 403 },
    body: news,
  },
  'PUT /api/schools/:uai/p/actualites/news/:news': { school: EDITS, body: news },
  'DELETE /api/schools/:uai/p/actualites/news/:news': {
    school: { ...EDITS, head: 204 },
  },

  'GET /api/schools/:uai/p/folios/activities': { school: { student: 200, rest: 403 } },
  'PUT /api/schools/:uai/p/folios/activities/:activity/answer': {
    school: { student: 404, rest: 403 },
    params: { activity: NOWHERE },
  },
  'GET /api/schools/:uai/p/folios/groups': { school: ASSIGNS },
  'GET /api/schools/:uai/p/folios/assigned': { school: ASSIGNS },
  'POST /api/schools/:uai/p/folios/assigned': {
    school: { teacher: 422, 'school-life': 422, librarian: 422, rest: 403 },
  },
  'GET /api/schools/:uai/p/folios/assigned/:activity': {
    school: NOT_ASSIGNED,
    params: NOWHERE_ASKED,
  },
  'DELETE /api/schools/:uai/p/folios/assigned/:activity': {
    school: NOT_ASSIGNED,
    params: NOWHERE_ASKED,
  },
  'GET /api/schools/:uai/p/folios/recipients': { school: { student: 200, rest: 403 } },
  'GET /api/schools/:uai/p/folios/shared': { school: READS_SHARED },
  'GET /api/schools/:uai/p/folios/shared/:trace': { school: shared(200) },
  'POST /api/schools/:uai/p/folios/shared/:trace/comments': {
    school: shared(201),
    body: () => ({ body: 'Vu', skill: null }),
  },

  'GET /api/schools/:uai/reports': { school: MODERATES },
  'POST /api/schools/:uai/reports': {
    school: { rest: 404 },
    body: () => ({ ...ABOUT, object: NOWHERE, reason: 'threat', words: '' }),
  },
  'POST /api/schools/:uai/reports/:report/looks': {
    school: { ...MODERATES, head: 404, 'school-life': 404 },
    params: { report: NOWHERE },
  },
  'PUT /api/schools/:uai/reports/:report/decision': {
    school: { ...MODERATES, head: 404, 'school-life': 404 },
    ...{ params: { report: NOWHERE }, body: () => ({ decision: 'handled', note: '' }) },
  },

  'GET /api/schools/:uai/p/messagerie/threads': { school: EVERYBODY },
  'GET /api/schools/:uai/p/messagerie/latest': { school: EVERYBODY },
  'GET /api/schools/:uai/p/messagerie/threads/:thread': { school: { rest: 404 }, params: LETTER },
  'PUT /api/schools/:uai/p/messagerie/threads/:thread': { school: { rest: 404 }, params: LETTER },
  'GET /api/schools/:uai/p/messagerie/messages/:message/receipts': {
    ...{ school: { student: 404, guardian: 404, rest: 200 }, params: LETTER },
    foreign: { student: 404, guardian: 404, rest: 200 },
  },
  'POST /api/schools/:uai/p/messagerie/messages/:message/recall': {
    school: { rest: 404 },
    params: LETTER,
  },
  'GET /api/schools/:uai/p/messagerie/drafts': { school: EVERYBODY },
  'GET /api/schools/:uai/p/messagerie/drafts/:draft': { school: { rest: 404 }, params: LETTER },
  'PUT /api/schools/:uai/p/messagerie/drafts/:draft': { school: { rest: 422 }, params: LETTER },
  'DELETE /api/schools/:uai/p/messagerie/drafts/:draft': { school: { rest: 404 }, params: LETTER },
  'POST /api/schools/:uai/p/messagerie/drafts/:draft/send': {
    school: { rest: 404 },
    params: LETTER,
  },
  'POST /api/schools/:uai/p/messagerie/messages/:message/cancel': {
    school: { rest: 404 },
    params: LETTER,
  },
  'GET /api/schools/:uai/p/messagerie/rules': { school: HEAD },
  'PUT /api/schools/:uai/p/messagerie/rules': {
    school: { head: 204, rest: 403 },
    body: () => ({ rules: [] }),
  },
  'GET /api/schools/:uai/p/messagerie/recipients': { school: EVERYBODY },
  'POST /api/schools/:uai/p/messagerie/recipients/count': {
    school: EVERYBODY,
    body: () => ({ targets: [], threadId: null }),
  },
  'GET /api/schools/:uai/p/emploi-du-temps/week': { school: EVERYBODY },
  'GET /api/schools/:uai/p/emploi-du-temps/today': { school: EVERYBODY },
  'GET /api/schools/:uai/p/emploi-du-temps/choices': { school: SEES_ALL },
  'PUT /api/schools/:uai/p/emploi-du-temps/lessons/:course/:day': {
    school: ADJUSTS,
    body: () => ({ cancelled: true, toDay: null, starts: null, ends: null, room: null }),
  },
  'DELETE /api/schools/:uai/p/emploi-du-temps/lessons/:course/:day': {
    school: { head: 204, 'school-life': 204, rest: 403 },
  },
  'GET /api/schools/:uai/p/emploi-du-temps/parts': { school: ADJUSTS },
  'GET /api/schools/:uai/p/emploi-du-temps/parts/:part': { school: ADJUSTS },
  'PUT /api/schools/:uai/p/emploi-du-temps/parts/:part': {
    school: ADJUSTS,
    body: () => ({ members: [] }),
  },
  'GET /api/schools/:uai/p/emploi-du-temps/imports': { school: HEAD },
  'POST /api/schools/:uai/p/emploi-du-temps/imports': {
    school: { head: 422, rest: 403 },
    body: () => ({ files: [{ name: 'x', content: 'x' }] }),
  },
  'GET /api/schools/:uai/p/emploi-du-temps/imports/:sending': { school: HEAD },
  'POST /api/schools/:uai/p/emploi-du-temps/imports/:sending/apply': {
    school: { head: 202, rest: 403 },
    body: () => ({}),
  },
  'PUT /api/schools/:uai/p/emploi-du-temps/mappings': {
    school: { head: 204, rest: 403 },
    body: () => ({ kind: 'group', external: '5Z', label: '5Z', ignored: true }),
  },
  ...CDI,

  // A plugin that forgets its `where`: what holds then is the database.
  'GET /api/schools/:uai/p/rayon': { school: EVERYBODY },
  'GET /api/schools/:uai/p/rayon/:shelf': { school: EVERYBODY },
  'POST /api/schools/:uai/p/rayon': { school: EVERYBODY },
  'PUT /api/schools/:uai/p/rayon/:shelf': { school: EVERYBODY },
  'PATCH /api/schools/:uai/p/rayon': { school: EVERYBODY },
  'DELETE /api/schools/:uai/p/rayon/:shelf': { school: EVERYBODY },
}
