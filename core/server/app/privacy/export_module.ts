import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { loadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import type { CoreRun } from '#app/jobs/core_jobs'
import { say } from '#app/locales'
import { fileStore } from '#app/storage/store/index'
import { makeArchive, safePath, type Archive } from './archive.ts'
import { EXPORT_DAYS, exportKey } from './exports.ts'
import { schoolTables } from './plugin_tables.ts'
import { schoolById } from './schools.ts'

/** Rows of one file of the archive. */
const PAGE = 1000
const FIRST = '00000000-0000-0000-0000-000000000000'

/** Makes the archive of all that a module keeps in a school: its rows, table by table, and its files. */
export async function exportModule(run: CoreRun): Promise<void> {
  const id = String(run.payload['exportId'])
  const [asked] = await coreQuery<{ plugin: string }>(
    `select plugin from core.exports where id = ? and school_id = ? and state = 'waiting'`,
    [id, run.schoolId]
  )
  const school = run.schoolId ? await schoolById(run.schoolId) : undefined
  const plugin = asked && loadedPlugin(asked.plugin)
  if (!school || !plugin) return
  const made = await makeArchive(exportKey(id), async (archive) => {
    archive.text('LISEZ-MOI.txt', say('core', 'fr', 'export.module-readme', { name: school.name }))
    for (const table of await schoolTables(asked.plugin))
      for (let page = 1, after = FIRST; after; page++) {
        const rows = await withSystemScope(
          { plugin, school, signal: run.signal, gated: false, readOnly: true },
          async (): Promise<{ id: string }[]> =>
            await db.from(table).where('id', '>', after).orderBy('id').limit(PAGE)
        )
        if (rows.length || page === 1) archive.json(`${table}/${page}.json`, rows)
        after = rows.length === PAGE ? rows.at(-1)!.id : ''
      }
    await addFiles(archive, { schoolId: school.id, plugin: asked.plugin })
  })
  await run.finish((trx) =>
    coreQuery(
      `update core.exports set state = 'ready', store_key = ?, size = ?, entries = ?, ready_at = now(),
         expires_at = now() + ?::interval where id = ?`,
      [exportKey(id), made.size, made.entries, `${EXPORT_DAYS} days`, id],
      trx
    )
  )
}

async function addFiles(
  archive: Archive,
  { schoolId, plugin }: { schoolId: string; plugin: string }
): Promise<void> {
  const store = await fileStore()
  for (let after = FIRST; after;) {
    const files = await coreQuery<{ id: string; name: string; key: string }>(
      `select id, name, store_key as key from core.files
       where school_id = ? and plugin = ? and account_id is null and state = 'clean' and id > ?::uuid order by id limit 200`,
      [schoolId, plugin, after]
    )
    for (const { id, name, key } of files)
      await archive.stream(`fichiers/${id}/${safePath(name)}`, await store.read(key))
    after = files.at(-1)?.id ?? ''
  }
}
