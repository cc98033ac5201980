import files from '#config/files'
import logger from '@adonisjs/core/services/logger'
import { audit } from '#app/audit/audit'
import { readFiles } from '../file_row.ts'
import { fileStore } from '../store/index.ts'

const HOUR = 3_600_000
/** Ids that one line of the audit log names, at most. */
const NAMED = 50

/** What a store and the rows do not agree on. */
export interface Comparison {
  /** Objects that no row names, now deleted. */
  orphans: number
  /** Files whose bytes are not there: nobody can give them back, the rows stay and are told of. */
  missing: string[]
}

/**
 * Looks at a school on both sides: objects without a row are deleted once they are older than any
 * upload may be, rows without an object are reported. What was found is in the audit log.
 */
export async function compareSchool(schoolId: string, signal?: AbortSignal): Promise<Comparison> {
  const store = await fileStore()
  const stored = new Set<string>()
  for await (const key of store.list(schoolId)) stored.add(key)
  signal?.throwIfAborted()
  const rows = await readFiles('school_id = ?', [schoolId])
  const named = new Set(rows.flatMap(({ key, thumbnailKey }) => [key, thumbnailKey ?? key]))
  let orphans = 0
  for (const key of stored) {
    signal?.throwIfAborted()
    if (!named.has(key) && (await deleteOld(key))) orphans++
  }
  const missing: string[] = []
  for (const { id, key, state } of rows)
    if (state === 'clean' && !stored.has(key) && !(await store.look(key))) missing.push(id)
  await report(schoolId, { orphans, missing })
  return { orphans, missing }
}

/** Deletes an object that no row names, unless a row may still come to name it. */
async function deleteOld(key: string): Promise<boolean> {
  const store = await fileStore()
  const found = await store.look(key)
  const young = Date.now() - files.unattachedHours * HOUR
  if (!found || found.modifiedAt.getTime() > young) return false
  await store.delete(key)
  return true
}

async function report(schoolId: string, { orphans, missing }: Comparison) {
  if (!orphans && !missing.length) return
  if (missing.length)
    logger.error({ schoolId, missing: missing.length }, 'the bytes of some files are not there')
  const details = { orphans, missing: missing.length, ids: missing.slice(0, NAMED) }
  await audit({ schoolId, action: 'files.compared', details })
}
