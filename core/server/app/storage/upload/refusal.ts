import logger from '@adonisjs/core/services/logger'
import { Failure } from '#app/failure'
import { audit } from '#app/audit/audit'
import { markGone, type FileRow } from '../file_row.ts'
import { EndedEarlyError } from '../store/index.ts'
import { deleteBytes } from '../upkeep/delete_gone.ts'
import type { Ground } from './ground.ts'

/**
 * Turns what went wrong with an upload into a coded failure: a source that ends early was cut, a store that
 * throws is down. Anything else is a fault of ours, and stays what it is.
 */
export function asFailure(error: unknown, aborted: boolean): unknown {
  if (error instanceof Failure) return error
  const cause = error instanceof Error && error.cause ? error.cause : error
  if (aborted || error instanceof EndedEarlyError || cause instanceof EndedEarlyError)
    return new Failure('E_FILE_TRUNCATED', 422)
  if (!isOfStore(cause)) return error
  logger.error({ err: error }, 'the file store failed')
  return Object.assign(new Failure('E_FILE_STORE', 503), { cause: error })
}

/** An error of the file system, of the network, or of an S3 server. */
function isOfStore(error: unknown): boolean {
  return error instanceof Error && ('syscall' in error || '$metadata' in error || '$fault' in error)
}

/** Keeps nothing of an upload that is refused, and writes why in the audit log. */
export async function refuse(
  ground: Ground,
  failure: unknown,
  file: FileRow | undefined
): Promise<void> {
  await audit({
    schoolId: ground.schoolId,
    accountId: ground.accountId,
    memberId: ground.memberId,
    plugin: ground.plugin,
    action: 'file.refused',
    ...(file ? { object: file.id } : {}),
    details: { table: ground.table, ...reasonOf(failure) },
  })
  if (!file) return
  await markGone(file)
  // What cannot be deleted now stays marked: the daily work comes back to it.
  await deleteBytes(file).catch((error: unknown) =>
    logger.warn({ err: error, file: file.id }, 'the bytes of a refused file remain for now')
  )
}

function reasonOf(failure: unknown) {
  if (!(failure instanceof Failure)) return { code: 'E_INTERNAL' }
  return { code: failure.code ?? '', ...failure.details.values }
}
