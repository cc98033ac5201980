import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { ArchivedFile } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { personScopeObject } from '#app/host/person_scope_object'
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

/** Who asks for the archive of what is his own. */
interface Owner {
  id: string
  name: string
  signal: AbortSignal
}

/** Puts in an archive what is a person's own in every module, on or off: its rows, table by table, his files, and what the module adds to read them by. */
export async function exportOwn(archive: Archive, owner: Owner): Promise<void> {
  for (const plugin of loadedPlugins()) {
    const tables = await personTables(plugin.manifest.id)
    let rows = 0
    for (const table of tables) rows += await exportTable(archive, { plugin, owner, table })
    if (rows) await exportFiles(archive, plugin, owner)
  }
}

interface Exporting {
  plugin: LoadedPlugin
  owner: Owner
  table: string
}

/** Answers how many rows there were. */
async function exportTable(archive: Archive, { plugin, owner, table }: Exporting): Promise<number> {
  let count = 0
  for (let page = 1, after = FIRST; after; page++) {
    const rows = await asOwner(
      { plugin, accountId: owner.id, readOnly: true },
      async (): Promise<{ id: string }[]> =>
        await db.from(table).where('id', '>', after).orderBy('id').limit(PAGE)
    )
    if (rows.length) archive.json(`${FOLDER}/${plugin.manifest.id}/${table}/${page}.json`, rows)
    count += rows.length
    after = rows.length === PAGE ? rows.at(-1)!.id : ''
  }
  return count
}

type Kept = ArchivedFile & { key: string }

async function exportFiles(archive: Archive, plugin: LoadedPlugin, owner: Owner): Promise<void> {
  const store = await fileStore()
  const folder = `${FOLDER}/${plugin.manifest.id}`
  const files = await filesOf(owner.id, plugin.manifest.id)
  await addPortable(archive, { plugin, owner, files, folder })
  for (const { path, key } of files) {
    owner.signal.throwIfAborted()
    await archive.stream(`${folder}/${path}`, await store.read(key))
  }
}

async function filesOf(accountId: string, plugin: string): Promise<Kept[]> {
  const rows = await coreQuery<Omit<Kept, 'path' | 'object'> & { table: string; row: string }>(
    `select id, name, type, size::float8 as size, encode(sha256, 'hex') as sha256, store_key as key,
       object_table as table, object_id as row from core.files
     where account_id = ? and plugin = ? and state = 'clean' and object_id is not null order by object_id, position`,
    [accountId, plugin]
  )
  return rows.map(({ table, row, ...file }) => ({
    ...file,
    path: `fichiers/${file.id}/${safePath(file.name)}`,
    object: { table, id: row },
  }))
}

interface Adding {
  plugin: LoadedPlugin
  owner: Owner
  files: readonly Kept[]
  folder: string
}

async function addPortable(archive: Archive, { plugin, owner, files, folder }: Adding) {
  const { manifest, server } = plugin
  if (!server.personExport) return
  const scope = personScopeObject({
    ...{ manifest, members: [], locale: 'fr' as const, logger, signal: owner.signal },
    account: { id: owner.id, name: owner.name },
  })
  const shown = files.map(({ key: _key, ...file }) => file)
  await asOwner({ plugin, accountId: owner.id, readOnly: true }, async () => {
    for await (const { path, data } of server.personExport!(scope, shown))
      if (data instanceof ReadableStream)
        await archive.stream(`${folder}/${path}`, Readable.fromWeb(data as WebStream))
      else archive.json(`${folder}/${path}`, data)
  })
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
