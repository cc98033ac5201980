import type { JobRun } from '@preau/kit/server'
import { refreshCopies } from '../catalogue/store.ts'
import { rowsOf, type Manifest } from '../scope.ts'

const AT_ONCE = 500

/**
 * Takes back what an import has added: its copies, then its records. What has been used since then stays: a copy that is
 * out or set aside, a record that has other copies, or a place in a list, or somebody who waits for it.
 */
export const undoImport = {
  async steps(run: JobRun<Manifest>, { importId }: { importId: string }) {
    let done = 0
    for (let more = true; more && !run.signal.aborted;) {
      const gone = await run.step(() => undoSome(importId))
      done += gone
      more = gone > 0
      await run.progress({ done })
    }
    await run.finish(async () => {
      const [kept] = await rowsOf<{ kept: number }>(
        'select count(*)::integer as kept from records where import_id = ?',
        [importId]
      )
      await rowsOf(
        `update imports set state = 'undone', report = report || jsonb_build_object('kept', ?::integer) where id = ?`,
        [kept!.kept, importId]
      )
    })
  },
}

async function undoSome(importId: string): Promise<number> {
  const copies = await rowsOf<{ id: string; record_id: string }>(
    `select c.id, c.record_id from copies c where c.import_id = ?
       and not exists (select from loans l where l.copy_id = c.id) and not exists (select from reservations v where v.copy_id = c.id)
     order by c.id limit ? for update`,
    [importId, AT_ONCE]
  )
  await rowsOf('delete from copies where id = any(?::uuid[])', [copies.map(({ id }) => id)])
  const records = await rowsOf<{ id: string }>(
    `select r.id from records r where r.import_id = ? and not exists (select from copies c where c.record_id = r.id)
       and not exists (select from list_items i where i.record_id = r.id)
       and not exists (select from reservations v where v.record_id = r.id)
     order by r.id limit ? for update`,
    [importId, AT_ONCE]
  )
  await rowsOf('delete from records where id = any(?::uuid[])', [records.map(({ id }) => id)])
  await refreshCopies([...new Set(copies.map(({ record_id: id }) => id))])
  return copies.length + records.length
}
