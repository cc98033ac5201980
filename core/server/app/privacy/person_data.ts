import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { loadedPlugins, type LoadedPlugin } from '#app/host/registry'
import { pluginRole, withScope } from '#app/scope/index'
import { fileStore } from '#app/storage/store/index'
import { safePath, type Archive } from './archive.ts'
import { personTables } from './plugin_tables.ts'

/** Rows of one file of the archive, and of one transaction that deletes. */
const PAGE = 1000
const FIRST = '00000000-0000-0000-0000-000000000000'
/** The folder of an archive for what is the person's own, whatever his schools. */
const FOLDER = 'personnel'

/** Puts in an archive what is a person's own in every module: its rows, table by table, and his files. */
export async function exportOwn(archive: Archive, accountId: string): Promise<void> {
  for (const plugin of loadedPlugins()) {
    const { id } = plugin.manifest
    for (const table of await personTables(id))
      for (let page = 1, after = FIRST; after; page++) {
        const rows = await asOwner(
          { plugin, accountId, readOnly: true },
          async (): Promise<{ id: string }[]> =>
            await db.from(table).where('id', '>', after).orderBy('id').limit(PAGE)
        )
        if (rows.length) archive.json(`${FOLDER}/${id}/${table}/${page}.json`, rows)
        after = rows.length === PAGE ? rows.at(-1)!.id : ''
      }
  }
  await exportOwnFiles(archive, accountId)
}

async function exportOwnFiles(archive: Archive, accountId: string): Promise<void> {
  const store = await fileStore()
  for (let after = FIRST; after;) {
    const files = await coreQuery<{ id: string; plugin: string; name: string; key: string }>(
      `select id, plugin, name, store_key as key from core.files
       where account_id = ? and state = 'clean' and id > ?::uuid order by id limit 200`,
      [accountId, after]
    )
    for (const { id, plugin, name, key } of files)
      await archive.stream(
        `${FOLDER}/${plugin}/fichiers/${id}/${safePath(name)}`,
        await store.read(key)
      )
    after = files.at(-1)?.id ?? ''
  }
}

/** Deletes what is a person's own in every module, on or off; answers how many rows, by module. Run again it finds nothing. */
export async function eraseOwn(accountId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const plugin of loadedPlugins()) {
    const { id } = plugin.manifest
    for (const table of await personTables(id))
      for (let deleted = PAGE; deleted === PAGE;) {
        deleted = await asOwner({ plugin, accountId, readOnly: false }, () => deleteSome(table))
        counts[id] = (counts[id] ?? 0) + deleted
      }
  }
  await coreQuery(
    `update core.files set state = 'gone', gone_at = now() where account_id = ? and state <> 'gone'`,
    [accountId]
  )
  return counts
}

async function deleteSome(table: string): Promise<number> {
  const { rows } = await db.rawQuery<{ rows: unknown[] }>(
    `delete from "${table}" where ctid = any (array(select ctid from "${table}" limit ${PAGE})) returning 1`
  )
  return rows.length
}

interface Owning {
  plugin: LoadedPlugin
  accountId: string
  readOnly: boolean
}

/** A person's scope for the host's own ends: whether the module is on does not matter. */
function asOwner<T>({ plugin, accountId, readOnly }: Owning, work: () => Promise<T>): Promise<T> {
  const role = pluginRole(plugin.manifest.id)
  return withScope({ kind: 'person', accountId, role, readOnly, locks: [] }, work)
}
