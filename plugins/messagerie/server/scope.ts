import type { ManifestOf } from '@preau/kit'
import {
  PluginError,
  type MemberScope,
  type PluginContext,
  type SchoolsContext,
} from '@preau/kit/server'
import type messagerie from '../plugin.ts'

export type MailScope = MemberScope<ManifestOf<typeof messagerie>>
export type Context = PluginContext<ManifestOf<typeof messagerie>>
export type SchoolsReading = SchoolsContext<ManifestOf<typeof messagerie>>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A parameter of the address that is an id. @throws E_NOT_FOUND (404) */
export function idOf({ params }: Context, name: string): string {
  const id: unknown = params[name]
  if (typeof id !== 'string' || !UUID.test(id))
    throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return id
}

/** An optional id of the query; whatever else is as if it were not there. */
export function askedId({ request }: Context, name: string): string | null {
  const id: unknown = request.qs()[name]
  return typeof id === 'string' && UUID.test(id) ? id : null
}

/** Whether somebody works in the school: he is more than a pupil or a parent. */
export function worksHere(profiles: readonly string[]): boolean {
  return profiles.some((one) => one !== 'student' && one !== 'guardian')
}
