import type { HttpContext } from '@adonisjs/core/http'
import { Failure } from '#app/failure'
import { fileStore } from '#app/storage/store/index'
import { readyExport } from './exports.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Sending {
  /** Whose it must be, in SQL, with its values. */
  where: string
  values: string[]
  /** Writes who reads somebody else's: the one reading that writes. */
  trace?: () => Promise<void>
}

/** Sends an archive to somebody who may have it: the condition says whose it must be. @throws E_NOT_FOUND (404) */
export async function sendArchive(
  { params, response }: HttpContext,
  { where, values, trace }: Sending
): Promise<void> {
  const id: unknown = params['export']
  if (typeof id !== 'string' || !UUID.test(id)) throw new Failure('E_NOT_FOUND', 404)
  const { key, size } = await readyExport(id, where, values)
  await trace?.()
  const bytes = await (await fileStore()).read(key)
  response.header('Content-Type', 'application/zip')
  response.header('Content-Disposition', 'attachment; filename="preau-donnees.zip"')
  response.header('Content-Length', size)
  response.header('Content-Security-Policy', "sandbox; default-src 'none'")
  response.stream(bytes)
}
