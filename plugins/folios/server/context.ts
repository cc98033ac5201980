import type { ManifestOf } from '@preau/kit'
import {
  PluginError,
  type MemberScope,
  type PersonContext,
  type PersonScope,
  type PluginContext,
} from '@preau/kit/server'
import type folios from '../plugin.ts'

type Manifest = ManifestOf<typeof folios>

/** A request of somebody over his own portfolio. */
export type OwnContext = PersonContext<Manifest>
export type OwnScope = PersonScope<Manifest>
/** A request of somebody in a school, on what is shared with him there. */
export type SchoolContext = PluginContext<Manifest>
export type SchoolScope = MemberScope<Manifest>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A parameter of the path that is an id. @throws E_NOT_FOUND (404) */
export function idIn({ params }: Pick<OwnContext, 'params'>, name: string): string {
  const id: unknown = params[name]
  if (typeof id !== 'string' || !UUID.test(id)) throw notFound()
  return id
}

/** What is not there, or not his. */
export function notFound(): PluginError {
  return new PluginError('E_NOT_FOUND', 404, 'not there, or not shared with him')
}
