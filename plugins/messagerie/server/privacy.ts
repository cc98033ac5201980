import db from '@adonisjs/lucid/services/db'
import type { ManifestOf } from '@preau/kit'
import type { PrivacyHandlers } from '@preau/kit/server'
import type messagerie from '../plugin.ts'

const PAGE = 200

interface Exported {
  id: string
}

/** What somebody wrote and received is his to have; erased, what others received stays and no longer names him. */
export const privacy: PrivacyHandlers<ManifestOf<typeof messagerie>> = {
  async *export(_scope, memberId) {
    for await (const row of pages('messages', 'author_id', memberId))
      yield { path: `messagerie/ecrits/${row.id}.json`, data: row }
    for await (const row of pages('recipients', 'member_id', memberId))
      yield { path: `messagerie/recus/${row.id}.json`, data: row }
    for await (const row of pages('targets', 'member_id', memberId))
      yield { path: `messagerie/adresses/${row.id}.json`, data: row }
  },
  async erase(scope, memberId) {
    const files = await scope.files.disown(memberId)
    const rows = [
      await db.from('messages').where('author_id', memberId).whereNull('sent_at').delete(),
      await db.from('messages').where('author_id', memberId).update({ author_id: null }),
      await db.from('recipients').where('member_id', memberId).delete(),
      await db.from('targets').where('member_id', memberId).delete(),
    ]
    return { rows: rows.flat().reduce((sum: number, count) => sum + Number(count), 0), files }
  },
}

/** Rows of a table that name a member, in order, with what a recipient's row is about. */
async function* pages(table: string, column: string, memberId: string): AsyncGenerator<Exported> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const query = db.from(`${table} as x`).where(`x.${column}`, memberId).where('x.id', '>', after)
    if (table === 'recipients')
      query
        .join('messages as m', 'm.id', 'x.message_id')
        .select('m.subject', db.raw('case when m.recalled_at is null then m.text end as text'))
    const rows: (Exported & { words?: unknown; school_id?: unknown })[] = await query
      .select('x.*')
      .orderBy('x.id')
      .limit(PAGE)
    for (const row of rows) {
      delete row.words
      delete row.school_id
      yield row
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}
