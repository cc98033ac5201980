import type { FileDeclaration, PluginManifest } from '@preau/kit'
import type { FileObject, PersonFiles, ScopeFiles, ShownFile, StoredFile } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { nudge } from '#app/outbox/nudge'
import { currentScope } from '#app/scope/index'
import { fileUrl, linkExpiry, type FileLink, type Variant } from './file_links.ts'

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

/** Who asks, and by which doors of `core_api` his scope reaches files. */
interface Asking extends Pick<FileLink, 'schoolId' | 'reach'> {
  memberId: string | null
}

interface Doors {
  view: string
  attach: string
  detach: string
}

/** Those of a school's rows, and those of a person's own. */
const DOORS = {
  school: {
    view: 'core_api.files',
    attach: 'core_api.attach_file',
    detach: 'core_api.detach_file',
  },
  own: {
    view: 'core_api.my_files',
    attach: 'core_api.attach_my_file',
    detach: 'core_api.detach_my_file',
  },
} as const satisfies Record<string, Doors>

const NO_SCHOOL = '00000000-0000-0000-0000-000000000000'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PER_PAGE = 100
const MOST_OBJECTS = 1000

/** The files half of a school's scope: what the doors of `core_api` let a plugin's role do, in the scope's transaction. */
export function filesOf(
  manifest: PluginManifest,
  whose: { schoolId: string; memberId: string | null }
): ScopeFiles {
  const asking: Asking = { ...whose, reach: 'school' }
  return {
    ...attachedBy(manifest, asking, DOORS.school),
    url: (file) => link(asking, file, 'file').url,
    read,
    ofMember,
    async disown(memberId) {
      const [row] = await rowsOf<{ files: number }>('select core_api.disown_files(?) as files', [
        memberId,
      ])
      return row!.files
    },
    listShared(table, ids) {
      declarationOf(manifest, table)
      return listMany(`shared_${table}_files`, table, ids)
    },
    showShared: (file) => show({ ...asking, reach: 'shared' }, file),
  }
}

/** The files half of a person's scope: those of his own rows. */
export function filesOfPerson(manifest: PluginManifest, accountId: string): PersonFiles {
  const asking: Asking = { schoolId: NO_SCHOOL, memberId: accountId, reach: 'own' }
  return attachedBy(manifest, asking, DOORS.own)
}

function declarationOf({ id, files }: PluginManifest, table: string): FileDeclaration {
  const declaration = files?.[table]
  if (!declaration) throw new Error(`files: ${id} declares none for '${table}'`)
  return declaration
}

function attachedBy(manifest: PluginManifest, asking: Asking, doors: Doors): PersonFiles {
  const set = async (object: FileObject, ids: readonly string[]) => {
    const declaration = declarationOf(manifest, object.table)
    await lockObject(object)
    return setFiles(object, ids, { declaration, doors })
  }
  return {
    set,
    async attach(object, uploads) {
      declarationOf(manifest, object.table)
      await lockObject(object)
      const had = (await listFiles(doors, object)).map(({ id }) => id)
      return set(object, [...had, ...uploads])
    },
    list: (object) => listFiles(doors, object),
    listMany: (table, ids) => listMany(doors.view, table, ids),
    async remove(id) {
      if (!UUID.test(id)) return false
      const [row] = await rowsOf<{ gone: boolean }>(`select ${doors.detach}(?) as gone`, [id])
      currentScope()?.afterCommit.add(nudge)
      return row!.gone
    },
    show: (file) => show(asking, file),
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

async function setFiles(
  object: FileObject,
  ids: readonly string[],
  { declaration: { maxCount }, doors }: { declaration: FileDeclaration; doors: Doors }
) {
  const wanted = [...new Set(ids)]
  if (wanted.some((id) => !UUID.test(id)))
    throw new Failure('E_FILE_UPLOAD', 422, { field: 'files' })
  if (wanted.length > maxCount)
    throw new Failure('E_FILE_COUNT', 422, { values: { most: maxCount }, field: 'files' })
  const had = await listFiles(doors, object)
  const leaving = had.map(({ id }) => id).filter((id) => !wanted.includes(id))
  if (leaving.length) {
    await rowsOf(`select ${doors.detach}(id) from unnest(?::uuid[]) as id`, [leaving])
    currentScope()?.afterCommit.add(nudge)
  }
  if (!wanted.length) return []
  const placed = await rowsOf<{ done: boolean }>(
    `select ${doors.attach}(id, ?, ?, place::integer) as done
     from unnest(?::uuid[]) with ordinality as wanted (id, place)`,
    [object.table, object.id, wanted]
  )
  if (placed.some(({ done }) => !done)) throw new Failure('E_FILE_UPLOAD', 422, { field: 'files' })
  return listFiles(doors, object)
}

const filesIn = (view: string) =>
  db.from(view).orderBy(['object_id', 'position', 'created_at', 'id'])

async function listFiles({ view }: Doors, { table, id }: FileObject): Promise<StoredFile[]> {
  const rows: Row[] = await filesIn(view).where({ object_table: table, object_id: id })
  return rows.map(storedOf)
}

async function listMany(view: string, table: string, ids: readonly string[]) {
  if (ids.length > MOST_OBJECTS) throw new Error(`files: ${ids.length} rows at once are too many`)
  const found = new Map<string, StoredFile[]>()
  if (!ids.length) return found
  const rows: Row[] = await filesIn(view)
    .where('object_table', table)
    .whereIn('object_id', [...ids])
  for (const row of rows)
    if (!found.get(row.object_id)?.some(({ id }) => id === row.id))
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

function link({ schoolId, memberId, reach }: Asking, { id }: StoredFile, variant: Variant) {
  if (memberId === null) throw new Error('files: nobody asks here, a link would open to nobody')
  const expiresAt = linkExpiry(new Date())
  return { url: fileUrl({ schoolId, memberId, fileId: id, reach, variant, expiresAt }), expiresAt }
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
