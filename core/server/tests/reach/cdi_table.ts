import type { Row, Statuses } from './table.ts'

const READERS: Statuses = { guardian: 403, rest: 200 }
const LIBRARIAN = (status: number): Statuses => ({ librarian: status, rest: 403 })
const AUTHORS = (status: number): Statuses => ({ librarian: status, teacher: status, rest: 403 })
const NOWHERE = '01900000-0000-7000-8000-000000000000'
const AT = '/api/schools/:uai/p/cdi'
const list = (record: string | undefined) => ({
  ...{ title: 'Liste', records: [record] },
  audiences: [{ groupId: null, profile: null }],
})

/** The routes of the CDI. */
export const CDI: Record<string, Row> = {
  [`GET ${AT}/records`]: { school: READERS },
  [`GET ${AT}/suggestions`]: { school: READERS },
  [`GET ${AT}/records/:record`]: { school: READERS },
  [`GET ${AT}/records/:record/fields`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/records`]: {
    ...{ school: LIBRARIAN(201), body: () => ({ title: 'Livre', support: 'book' }) },
  },
  [`PUT ${AT}/records/:record`]: {
    ...{ school: LIBRARIAN(200), body: () => ({ title: 'Livre', support: 'book' }) },
  },
  [`DELETE ${AT}/records/:record`]: { school: LIBRARIAN(409) },
  [`POST ${AT}/records/:record/copies`]: { school: LIBRARIAN(201) },
  [`PUT ${AT}/copies/:copy`]: { school: LIBRARIAN(200), body: () => ({ note: 'Note' }) },
  [`POST ${AT}/scans`]: { school: LIBRARIAN(200), body: () => ({ code: 'LIBRE' }) },
  [`DELETE ${AT}/copies/:copy`]: { school: LIBRARIAN(204) },
  [`POST ${AT}/records/:record/reservations`]: { school: { guardian: 403, rest: 201 } },
  [`DELETE ${AT}/reservations/:reservation`]: {
    school: { student: 204, guardian: 403, rest: 404 },
  },
  [`POST ${AT}/loans/:loan/renewals`]: {
    school: { teacher: 200, librarian: 200, guardian: 403, rest: 404 },
  },
  [`GET ${AT}/mine`]: { school: READERS },
  [`GET ${AT}/readers`]: { school: LIBRARIAN(200) },
  [`GET ${AT}/readers/:member`]: { school: LIBRARIAN(200) },
  [`GET ${AT}/held`]: { school: LIBRARIAN(200) },
  [`GET ${AT}/late`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/late/notices`]: { school: LIBRARIAN(200), body: () => ({ group: null }) },
  [`GET ${AT}/imports`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/imports`]: { school: LIBRARIAN(422), body: () => ({ file: NOWHERE }) },
  [`GET ${AT}/imports/:import`]: { school: LIBRARIAN(200) },
  [`GET ${AT}/imports/:import/lines`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/imports/:import/read`]: { school: LIBRARIAN(409) },
  [`POST ${AT}/imports/:import/run`]: { school: LIBRARIAN(409) },
  [`POST ${AT}/imports/:import/undo`]: { school: LIBRARIAN(409) },
  [`POST ${AT}/lookups`]: { school: LIBRARIAN(202), body: () => ({ isbn: '9782253004226' }) },
  [`GET ${AT}/lookups/:lookup`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/lookups/:lookup/take`]: { school: LIBRARIAN(404), body: () => ({ which: 0 }) },
  [`POST ${AT}/labels`]: { school: LIBRARIAN(200), body: () => ({ format: '65', newest: 5 }) },
  [`POST ${AT}/cards`]: {
    ...{ school: LIBRARIAN(200), body: ({ groups }) => ({ format: '65', groupId: groups['5A'] }) },
  },
  [`POST ${AT}/records.mrc`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/records.xml`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/copies.csv`]: { school: LIBRARIAN(200) },
  [`POST ${AT}/loans.csv`]: { school: LIBRARIAN(200) },
  [`GET ${AT}/lists`]: { school: READERS },
  [`POST ${AT}/lists`]: { school: AUTHORS(201), body: ({ ids }) => list(ids['record']) },
  [`GET ${AT}/lists/:list`]: { school: READERS },
  [`PUT ${AT}/lists/:list`]: {
    ...{
      school: { librarian: 200, teacher: 404, rest: 403 },
      body: ({ ids }) => list(ids['record']),
    },
  },
  [`DELETE ${AT}/lists/:list`]: { school: { librarian: 204, teacher: 404, rest: 403 } },
  [`GET ${AT}/groups`]: { school: AUTHORS(200) },
}
