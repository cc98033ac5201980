import type { ManifestOf } from '@preau/kit'
import { PluginError, type MemberScope, type PluginContext, type Scope } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type cdi from '../plugin.ts'

export type Manifest = ManifestOf<typeof cdi>
export type CdiContext = PluginContext<Manifest>
export type CdiScope = Scope<Manifest>
export type AskingScope = MemberScope<Manifest>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A route's parameter that is an id. @throws E_NOT_FOUND (404) */
export function idOf({ params }: CdiContext, name: string): string {
  const id: unknown = params[name]
  if (typeof id !== 'string' || !UUID.test(id)) throw notFound()
  return id
}

export function notFound(): PluginError {
  return new PluginError('E_NOT_FOUND', 404, 'there is none')
}

/** The rows that a statement answers, in the scope's transaction. */
export async function rowsOf<R>(sql: string, values: readonly Value[] = []): Promise<R[]> {
  const { rows } = (await db.rawQuery(sql, [...values] as never)) as { rows: R[] }
  return rows
}

type Value = string | number | boolean | null | Date | Buffer | readonly string[]

/** The day that it is in the school. */
export function today({ clock, school }: Pick<Scope, 'clock' | 'school'>): DateTime {
  return DateTime.fromJSDate(clock.now(), { zone: school.timezone })
}
