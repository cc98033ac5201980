import type { PrivacyHandlers } from '@preau/kit/server'
import { refreshCopies } from './catalogue/store.ts'
import { rowsOf, type Manifest } from './scope.ts'

/** What is kept of somebody, with what it is about. */
const KEPT = {
  loans: `select l.*, r.title from loans l join copies c on c.id = l.copy_id join records r on r.id = c.record_id
    where l.member_id = ? order by l.id`,
  reservations: `select v.*, r.title from reservations v join records r on r.id = v.record_id where v.member_id = ? order by v.id`,
  cards: 'select * from cards where member_id = ? order by id',
  lists: 'select * from lists where author_id = ? order by id',
  imports: 'select * from imports where author_id = ? order by id',
  lookups: 'select id, author_id, isbn, created_at from lookups where author_id = ? order by id',
} as const

const GONE = [
  'update loans set member_id = null where member_id = ? and returned_at is null returning id',
  'delete from loans where member_id = ? and returned_at is not null returning id',
  'delete from cards where member_id = ? returning id',
  'update lists set author_id = null where author_id = ? returning id',
  'update imports set author_id = null where author_id = ? returning id',
  'delete from lookups where author_id = ? returning id',
]

/** A reader's loans stay without his name while the book is out; his lists stay, and no longer name him. */
export const privacy: PrivacyHandlers<Manifest> = {
  async *export(_scope, memberId) {
    for (const [table, sql] of Object.entries(KEPT))
      for (const row of await rowsOf<{ id: string }>(sql, [memberId]))
        yield { path: `cdi/${table}/${row.id}.json`, data: row }
  },
  async erase(scope, memberId) {
    let rows = 0
    for (const sql of GONE) rows += (await rowsOf(sql, [memberId])).length
    const waited = await rowsOf<{ record_id: string }>(
      'delete from reservations where member_id = ? returning record_id',
      [memberId]
    )
    await refreshCopies(waited.map(({ record_id: id }) => id))
    const files = await scope.files.disown(memberId)
    return { rows: rows + waited.length, files }
  },
}
