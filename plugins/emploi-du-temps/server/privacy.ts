import db from '@adonisjs/lucid/services/db'
import type { PrivacyHandlers } from '@preau/kit/server'
import type { TimetableManifest } from './types.ts'

/** Lessons given, places in parts, what the importer and who changed lessons have written. */
export const privacy: PrivacyHandlers<TimetableManifest> = {
  async *export(_scope, memberId) {
    for (const table of ['course_teachers', 'part_members', 'mappings'] as const)
      for (const row of await db.from(table).where('member_id', memberId).orderBy('id'))
        yield { path: `emploi-du-temps/${table}/${row.id}.json`, data: row }
    for (const table of ['changes', 'imports'] as const) {
      const rows = await db
        .from(table)
        .select(
          ...(table === 'changes'
            ? ['id', 'day', 'note', 'author_id']
            : ['id', 'names', 'author_id'])
        )
        .where('author_id', memberId)
        .orderBy('id')
      for (const row of rows) yield { path: `emploi-du-temps/${table}/${row.id}.json`, data: row }
    }
  },
  async erase(_scope, memberId) {
    let rows = 0
    for (const table of ['course_teachers', 'part_members', 'mappings'] as const)
      rows += count(await db.from(table).where('member_id', memberId).delete())
    for (const table of ['changes', 'imports'] as const)
      rows += count(await db.from(table).where('author_id', memberId).update({ author_id: null }))
    return { rows, files: 0 }
  },
}

function count(changed: unknown): number {
  return Number(Array.isArray(changed) ? (changed[0] ?? 0) : changed)
}
