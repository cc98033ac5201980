import type { FileDeclaration, PluginManifest } from '@preau/kit'
import type { FileObject, ScopeFiles, ShownFile, StoredFile } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { nudge } from '#app/outbox/nudge'
import { currentScope } from '#app/scope/index'
import { fileUrl, linkExpiry, type Variant } from './file_links.ts'

interface Row {
  id: string
  object_table: string
  object_id: string
  owner_id: string | null
  name: string
  size: string
  type: string
  thumbnail_width: number | null
  thumbnail_height: number | null
  created_at: Date
}

/** Whose files: the scope's school, and who asks in it. */
interface Asking {
  schoolId: string
  memberId: string | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PER_PAGE = 100
const MOST_OBJECTS = 1000

/** The files half of a scope: what the doors of `core_api` let a plugin's role do, in the scope's transaction. */
export function filesOf(manifest: PluginManifest, asking: Asking): ScopeFiles {
  const declared = (table: string): FileDeclaration => {
    const declaration = manifest.files?.[table]
    if (!declaration) throw new Error(`files: ${manifest.id} declares none for '${table}'`)
    return declaration
  }
  const set = async (object: FileObject, ids: readonly string[]) => {
    const declaration = declared(object.table)
    await lockObject(object)
    return setFiles(object, ids, declaration)
  }
  const url = (file: StoredFile) => link(asking, file, 'file').url
  return {
    set,
    url,
    async attach(object, uploads) {
      declared(object.table)
      await lockObject(object)
      const had = (await listFiles(object)).map(({ id }) => id)
      return set(object, [...had, ...uploads])
    },
    list: (object) => listFiles(object),
    listMany: (table, ids) => listMany(table, ids),
    read,
    async remove(id) {
      if (!UUID.test(id)) return false
      const [row] = await rowsOf<{ gone: boolean }>('select core_api.detach_file(?) as gone', [id])
      currentScope()?.afterCommit.add(nudge)
      return row!.gone
    },
    show: (file) => show(asking, file),
    ofMember,
    async disown(memberId) {
      const [row] = await rowsOf<{ files: number }>('select core_api.disown_files(?) as files', [
        memberId,
      ])
      return row!.files
    },
  }
}

async function rowsOf<R>(sql: string, values: (string | number | string[])[]): Promise<R[]> {
  const { rows } = (await db.rawQuery(sql, values)) as { rows: R[] }
  return rows
}

/** Reads a file's bytes, whatever their store: handed over by the room that keeps them. */
type ReadBytes = (key: string) => Promise<Buffer>
let bytesAt: ReadBytes | undefined

/** Names who reads bytes. */
export function readFilesBy(read: ReadBytes): void {
  bytesAt = read
}

async function read(id: string): Promise<Buffer> {
  const [seen] = UUID.test(id) ? await rowsOf('select from core_api.files where id = ?', [id]) : []
  const [row] = seen
    ? await coreQuery<{ store_key: string }>('select store_key from core.files where id = ?', [id])
    : []
  if (!row || !bytesAt) throw new Failure('E_NOT_FOUND', 404)
  return bytesAt(row.store_key)
}

/** One at a time changes the files of a row, and nobody deletes it meanwhile. @throws E_NOT_FOUND (404) */
async function lockObject({ table, id }: FileObject) {
  const found = UUID.test(id)
    ? await rowsOf(`select from "${table}" where id = ? for no key update`, [id])
    : []
  if (!found.length) throw new Failure('E_NOT_FOUND', 404)
}

async function setFiles(object: FileObject, ids: readonly string[], { maxCount }: FileDeclaration) {
  const wanted = [...new Set(ids)]
  if (wanted.some((id) => !UUID.test(id)))
    throw new Failure('E_FILE_UPLOAD', 422, { field: 'files' })
  if (wanted.length > maxCount)
    throw new Failure('E_FILE_COUNT', 422, { values: { most: maxCount }, field: 'files' })
  const had = await listFiles(object)
  const leaving = had.map(({ id }) => id).filter((id) => !wanted.includes(id))
  if (leaving.length) {
    await rowsOf('select core_api.detach_file(id) from unnest(?::uuid[]) as id', [leaving])
    currentScope()?.afterCommit.add(nudge)
  }
  if (!wanted.length) return []
  const placed = await rowsOf<{ done: boolean }>(
    `select core_api.attach_file(id, ?, ?, place::integer) as done
     from unnest(?::uuid[]) with ordinality as wanted (id, place)`,
    [object.table, object.id, wanted]
  )
  if (placed.some(({ done }) => !done)) throw new Failure('E_FILE_UPLOAD', 422, { field: 'files' })
  return listFiles(object)
}

const FILES = () => db.from('core_api.files').orderBy(['object_id', 'position', 'created_at', 'id'])

async function listFiles({ table, id }: FileObject): Promise<StoredFile[]> {
  const rows: Row[] = await FILES().where({ object_table: table, object_id: id })
  return rows.map(storedOf)
}

async function listMany(table: string, ids: readonly string[]) {
  if (ids.length > MOST_OBJECTS) throw new Error(`files: ${ids.length} rows at once are too many`)
  const found = new Map<string, StoredFile[]>()
  if (!ids.length) return found
  const rows: Row[] = await FILES()
    .where('object_table', table)
    .whereIn('object_id', [...ids])
  for (const row of rows)
    found.set(row.object_id, [...(found.get(row.object_id) ?? []), storedOf(row)])
  return found
}

async function ofMember(memberId: string, page = 1) {
  const rows: Row[] = await db
    .from('core_api.files')
    .where('owner_id', memberId)
    .orderBy(['created_at', 'id'])
    .limit(PER_PAGE)
    .offset((page - 1) * PER_PAGE)
  return rows.map((row) => ({
    ...storedOf(row),
    object: { table: row.object_table, id: row.object_id },
  }))
}

function storedOf(row: Row): StoredFile {
  const { id, name, type, thumbnail_width: width, thumbnail_height: height } = row
  return {
    ...{ id, name, type, size: Number(row.size), ownerId: row.owner_id, createdAt: row.created_at },
    thumbnail: width && height ? { width, height } : null,
  }
}

function link({ schoolId, memberId }: Asking, { id }: StoredFile, variant: Variant) {
  if (memberId === null) throw new Error('files: nobody asks here, a link would open to nobody')
  const expiresAt = linkExpiry(new Date())
  return { url: fileUrl({ schoolId, memberId, fileId: id, variant, expiresAt }), expiresAt }
}

/** A picture may be shown in the browser, since it has been drawn anew; whatever else is only kept aside. */
function show(asking: Asking, file: StoredFile): ShownFile {
  const { id, name, size, type, thumbnail } = file
  const { url, expiresAt } = link(asking, file, 'file')
  return {
    ...{ id, name, size, type, url, expiresAt: expiresAt.toISOString() },
    view: thumbnail && link(asking, file, 'view').url,
    thumbnail: thumbnail && { ...thumbnail, url: link(asking, file, 'thumbnail').url },
  }
}
