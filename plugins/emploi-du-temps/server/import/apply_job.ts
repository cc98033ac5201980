import db from '@adonisjs/lucid/services/db'
import type { JobRun } from '@preau/kit/server'
import type { TimetableManifest } from '../types.ts'
import { writeDifference } from './apply.ts'
import { compare, readImport } from './planned.ts'

/** Applies an import, whole or not at all: who reads the timetable meanwhile sees it as it was. */
export const apply = {
  async steps(run: JobRun<TimetableManifest>, { id }: { id?: string }) {
    await run.finish(async (scope) => {
      if (id === undefined || !(await db.from('imports').where('id', id).first())) return
      const stored = await readImport(id)
      if (!stored.content) return
      const { difference } = await compare(stored)
      const { added, changed, removed, same } = difference
      const total = added.length + changed.length + removed.length
      await run.progress({ done: 0, total: Math.max(total, 1) })
      await writeDifference(difference, {
        source: stored.source,
        told: (done) => run.progress({ done, total }),
      })
      await writeAlternations(stored.content.alternations)
      const counts = {
        ...{ read: stored.content.lessons.length, added: added.length, changed: changed.length },
        ...{ removed: removed.length, same },
      }
      await db
        .from('imports')
        .where('id', id)
        .update({ content: null, counts: JSON.stringify(counts), applied_at: scope.clock.now() })
      await scope.audit('timetable.imported', id, counts)
    })
  },
}

/** The names of the weeks, as the files give them: « semaine A ». One that every week has says nothing. */
async function writeAlternations(
  alternations: readonly { code: string; name: string; weeks: string[] }[]
): Promise<void> {
  if (!alternations.length) return
  await db.rawQuery(
    `insert into alternations (code, name, weeks)
     select code, name, array(select jsonb_array_elements_text(weeks)::date)
     from jsonb_to_recordset(?::jsonb) as x (code text, name text, weeks jsonb)
     on conflict (school_id, code) do update set name = excluded.name, weeks = excluded.weeks
     where (alternations.name, alternations.weeks) is distinct from (excluded.name, excluded.weeks)`,
    [JSON.stringify(alternations)]
  )
}
